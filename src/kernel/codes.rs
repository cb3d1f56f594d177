//! Fixed lists with a stored code each; their words stand in `text` under `LIST-CODE`.

/// An enum whose values have one stored code each, in the order of the list.
#[macro_export]
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $list:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All values, in the list's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As stored and as in files.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of a stored code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The key of its name in `text`.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!($list, "-", $code)),+ }
            }
        }
    };
}

codes! {
    /// Grade band (学段).
    Grade, "grade" {
        /// 幼儿园
        Kindergarten = "kindergarten",
        /// 小学一至三年级
        Primary13 = "primary_1_3",
        /// 小学四至六年级
        Primary46 = "primary_4_6",
        /// 初中
        Junior = "junior",
        /// 高中
        Senior = "senior",
        /// 中职
        Vocational = "vocational",
        /// 大学
        University = "university",
        /// 社区（混龄）
        Community = "community",
    }
}

//! Names that nobody bears: common surnames and given names at random, each marked 示例.

use super::dice::Dice;
use std::collections::BTreeSet;

const SURNAMES: [&str; 48] = [
    "王", "李", "张", "陈", "刘", "杨", "黄", "吴", "周", "徐", "孙", "朱", "马", "胡", "郭", "何", "高", "林", "罗",
    "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋",
    "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁", "沈",
];
const FIRST: [&str; 30] = [
    "建", "国", "志", "文", "永", "德", "玉", "秀", "桂", "淑", "凤", "金", "宝", "振", "学", "世", "光", "春", "明",
    "新", "兆", "忠", "惠", "素", "美", "祥", "友", "锦", "如", "维",
];
const SECOND: [&str; 30] = [
    "华", "明", "兰", "英", "芳", "珍", "林", "海", "山", "平", "康", "民", "生", "成", "福", "义", "信", "良", "才",
    "荣", "琴", "梅", "云", "清", "安", "发", "泉", "根", "贵", "东",
];

/// Names given out so far, so that no two speakers share one.
#[derive(Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// A name not given before, as `王建华（示例）`: the surname stays first.
    pub fn fresh(&mut self, dice: &mut Dice) -> String {
        loop {
            let name = format!("{}{}{}（示例）", dice.pick(&SURNAMES), dice.pick(&FIRST), dice.pick(&SECOND));
            if self.0.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// A teacher as schools speak of one: `王老师（示例）`.
pub fn teacher(dice: &mut Dice) -> String {
    format!("{}老师（示例）", dice.pick(&SURNAMES))
}

/// A telephone number that cannot be dialled: no subscriber's number begins with 0.
pub fn phone(dice: &mut Dice) -> String {
    format!("0513-0{:07}", dice.below(10_000_000))
}

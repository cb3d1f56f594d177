//! What a speaker gave: talks, listeners, hours; and the certificate of it (志愿服务记录证明).

mod certificate;
mod given;
mod number;

pub use certificate::{Attested, Certificate, CertificateState};
pub use given::{Given, HOURS_MOST, Hours, Service, Words};
pub use number::CertificateNumber;

//! Requests (点单): ordered, judged, followed like a parcel.

pub mod act;
pub mod follow;
pub mod list;
pub mod one;
pub mod order;
pub mod way;

//! Events as people read them in a terminal, left-to-right and right-to-left words side by side.

pub(crate) mod bidi;
pub(crate) mod incident;
pub(crate) mod line;
pub(crate) mod paint;
pub(crate) mod table;

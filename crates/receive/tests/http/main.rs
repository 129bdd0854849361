//! The router as a sender sees it, over a store in memory.

mod articles;
mod documented;
mod keys;
mod limits;
mod properties;
mod rig;
mod websub;

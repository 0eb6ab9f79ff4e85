//! Tests of the server, from outside: raw connections, as a hostile program would make them.
//!
//! Nothing here asserts on speed: waits are generous, and only what they end in counts.

mod client;
mod stage;

mod answers;
mod hostile;
mod limits;
mod policy;
mod streams;

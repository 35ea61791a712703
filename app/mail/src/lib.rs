//! Mail: what is said, and how it leaves.
//!
//! What belongs here: the closed list of messages, their text and HTML, and the transports; nothing else names
//! lettre. What does not: deciding who is told what and when (that is `services` and the outbox), and the sentences
//! themselves (`i18n` has them in `mail.ftl`). No mail says more than that something waits.

mod error;
mod folder;
mod message;
mod mime;
mod origin;
mod render;
mod smtp;
mod stub;
mod transport;

pub use error::{Error, Result};
pub use message::{Kind, Message};
pub use origin::{Origin, Sender, Unusable};
pub use render::{Rendered, render};
pub use smtp::{Limits, Smtp};
pub use stub::Stub;
pub use transport::Transport;

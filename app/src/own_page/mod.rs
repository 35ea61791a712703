//! The page of a person's own: what the person sees and does there, and how its NGO gives it.

mod give;
mod nothing;
mod show;
mod wish;

pub use give::{EndForm, GiveForm, give};
pub(crate) use nothing::{is_own, nothing};
pub use show::{TakeBackForm, show};
pub use wish::{WishBackForm, WishForm};

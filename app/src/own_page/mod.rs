//! The page of a person's own: what the person sees and does there, and how its NGO gives it.

mod give;
mod show;
mod wish;

pub use give::{EndForm, GiveForm, give};
pub use show::{TakeBackForm, show};
pub use wish::WishForm;

//! The seats of a placement: a picture of how many are taken, with the words beside it.

use domain::placement::{Placement, PlacementStatus};
use i18n::Text;
use leptos::prelude::*;

/// The most boxes of the picture; more seats than that share them.
const MOST: u64 = 12;

/// Width of a box, and from one box to the next.
const BOX: u64 = 10;
const STEP: u64 = 13;

/// The picture and its words, from what [`services::placements::seats_taken`] says.
pub(super) fn seats(
    text: Text,
    placement: &Placement,
    taken: &[(domain::id::PlacementId, u64)],
) -> impl IntoView + use<> {
    let all = u64::from(placement.terms.seats);
    let taken = taken.iter().find(|(id, _)| *id == placement.id).map_or(0, |(_, count)| *count);
    // Its own organisation has said so, or a seat has become free since.
    let marked = placement.status == PlacementStatus::Filled && taken < all;
    let words = [
        text.with("placements-seats", &[("count", i64::from(placement.terms.seats).into())]),
        text.with("placements-seats-taken", &[("count", i64::try_from(taken).unwrap_or(i64::MAX).into())]),
    ];
    let words = if all == 0 { words.into_iter().next().unwrap_or_default() } else { words.join("\u{a0}· ") };
    let words = if marked { format!("{words}\u{a0}· {}", text.get("placements-marked-filled")) } else { words };
    let boxes = all.min(MOST);
    let full = filled(boxes, all, taken);
    let each = (0..boxes).map(|at| {
        let class = if at < full { "seats__taken" } else { "seats__free" };
        view! { <rect class=class x=(at * STEP + 1).to_string() y="1" width=BOX.to_string() height=BOX.to_string() rx="2"></rect> }
    });
    let picture = (boxes > 0).then(|| {
        let size = format!("0 0 {} {}", boxes * STEP, BOX + 2);
        view! { <svg viewBox=size aria-hidden="true" focusable="false">{each.collect_view()}</svg> }
    });
    view! { <span class="seats">{picture}<span>{words}</span></span> }
}

/// How many boxes are full: at least one as soon as a seat is taken, all only when all are.
fn filled(boxes: u64, all: u64, taken: u64) -> u64 {
    match taken {
        0 => 0,
        taken if taken >= all => boxes,
        taken => (taken * boxes / all).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn boxes_never_say_more_or_less_than_there_is() {
        for (boxes, all, taken, expect) in [
            (0, 0, 0, 0),
            (2, 2, 1, 1),
            (12, 500, 0, 0),
            (12, 500, 1, 1),
            (12, 500, 499, 11),
            (12, 500, 500, 12),
            (2, 2, 3, 2),
        ] {
            assert_eq!(filled(boxes, all, taken), expect, "{taken} of {all}");
        }
    }
}

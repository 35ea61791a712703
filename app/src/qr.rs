//! A text as a QR code: a drawing that is part of the page, so that nothing is fetched and no script runs.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// What must be left white around it, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// The drawing, with words for those who do not see it; nothing for a text that is too long for one.
pub(crate) fn drawing(text: &str, label: String) -> Option<AnyView> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let dark = modules.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
    let path: String = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    let side = width + 2 * QUIET;
    Some(
        view! {
            <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
                <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
                <path d=path fill="#000"></path>
            </svg>
        }
        .into_any(),
    )
}

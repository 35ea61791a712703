//! Rendering a request: the whole page at once, without the scripts that carry a browser's half-done work. Islands
//! have none, and a page without islands stays a page without scripts.

use std::pin::Pin;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use futures_util::stream::{Stream, StreamExt, once};
use leptos::prelude::*;

use crate::routes::App;

type Chunks = Pin<Box<dyn Stream<Item = String> + Send>>;

/// Renders the page of a request's address.
pub async fn render(request: Request<Body>) -> Response {
    leptos_axum::handle_response_inner(|| {}, || view! { <App/> }, request, whole).await
}

fn whole<V>(app: V, _: Box<dyn FnOnce() -> Chunks + Send>, _: bool) -> Pin<Box<dyn Future<Output = Chunks> + Send>>
where
    V: RenderHtml + 'static,
{
    Box::pin(async move {
        let html = app.to_html_stream_in_order().collect::<String>().await;
        // The place of the router in the page, which nothing looks for.
        let html = html.trim_start_matches("<!>").to_owned();
        let chunks: Chunks = Box::pin(once(std::future::ready(html)));
        chunks
    })
}

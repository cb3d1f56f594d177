//! The stylesheet, the icon and the one script, embedded; their addresses carry a hash, so browsers keep them.

use super::problem::{Answer, Problem};
use crate::accounts::secrets::digest;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "src/web/assets"]
struct Files;

struct Asset {
    address: String,
    hash: String,
    bytes: std::borrow::Cow<'static, [u8]>,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let named = Files::iter().filter_map(|name| Files::get(&name).map(|file| (name, file)));
    named
        .map(|(name, file)| {
            let bytes = file.data;
            let hash: String = digest(&String::from_utf8_lossy(&bytes)).chars().take(12).collect();
            let address = match name.rsplit_once('.') {
                Some((stem, ending)) => format!("/assets/{stem}.{hash}.{ending}"),
                None => format!("/assets/{name}.{hash}"),
            };
            (name.to_string(), Asset { address, hash, bytes })
        })
        .collect()
});

/// The address of an asset by its plain name, `style.css`.
#[must_use]
pub fn address(name: &str) -> &'static str {
    ASSETS.get(name).map_or("/assets/missing", |asset| asset.address.as_str())
}

/// Serves an asset.
pub async fn serve(Path(name): Path<String>) -> Answer {
    let wanted = format!("/assets/{name}");
    let asset = ASSETS.values().find(|asset| asset.address == wanted).ok_or(Problem::Bare(StatusCode::NOT_FOUND))?;
    let tag = format!("\"{}\"", asset.hash);
    let kind = match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        _ => "application/octet-stream",
    };
    let about = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::ETAG, tag),
    ];
    Ok((about, &*asset.bytes).into_response())
}

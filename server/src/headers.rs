//! Which headers protect every answer?

use app::state::{AppState, Cookies};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Response};
use tower_http::set_header::HeaderMetadata;
use tower_http::set_header::response::SetMultipleResponseHeadersLayer;

type Header<B> = HeaderMetadata<Response<B>>;

const YEAR: &str = "max-age=31536000";
/// Whatever brings no policy of its own is no page: nothing in it may load or run.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
/// The camera is for the scanner on the verify page.
const FEATURES: &str = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";

/// Set where a handler did not set its own.
pub fn layer<B: Send + 'static>(state: &AppState) -> SetMultipleResponseHeadersLayer<Response<B>> {
    let mut headers: Vec<Header<B>> = vec![
        fixed(X_CONTENT_TYPE_OPTIONS, "nosniff"),
        fixed(REFERRER_POLICY, "same-origin"),
        fixed(CONTENT_SECURITY_POLICY, NOTHING),
        fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        fixed(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        fixed(HeaderName::from_static("permissions-policy"), FEATURES),
    ];
    if state.site.cookies == Cookies::Secure {
        headers.push(fixed(STRICT_TRANSPORT_SECURITY, YEAR));
    }
    SetMultipleResponseHeadersLayer::if_not_present(headers)
}

fn fixed<B: Send + 'static>(name: HeaderName, value: &'static str) -> Header<B> {
    (name, HeaderValue::from_static(value)).into()
}

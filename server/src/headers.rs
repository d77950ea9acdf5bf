//! Which headers protect every answer?

use std::sync::Arc;

use app::state::{AppState, Cookies};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;

const YEAR: &str = "max-age=31536000";
/// Whatever brings no policy of its own is no page: nothing in it may load or run.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
/// The camera is for the scanner on the verify page.
const FEATURES: &str = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";

#[derive(Clone)]
pub struct Headers(Arc<[(HeaderName, HeaderValue)]>);

impl Headers {
    pub fn of(state: &AppState) -> Self {
        let mut headers = vec![
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, "same-origin"),
            (CONTENT_SECURITY_POLICY, NOTHING),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (HeaderName::from_static("permissions-policy"), FEATURES),
        ];
        if state.site.cookies == Cookies::Secure {
            headers.push((STRICT_TRANSPORT_SECURITY, YEAR));
        }
        Self(headers.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect())
    }

    /// Sets what a handler did not set itself.
    pub fn protect(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.reserve(self.0.len());
        for (name, value) in self.0.iter() {
            if !headers.contains_key(name) {
                headers.insert(name, value.clone());
            }
        }
        response
    }
}

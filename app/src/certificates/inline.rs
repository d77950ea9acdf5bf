//! Which style and script may stand inside a document of our own? Those whose hash its policy names.

use axum::http::HeaderValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// `'sha256-…'` of the text between the tags, byte for byte (CSP 3, 2.3.1).
pub fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// The policy of a document whose styles come from `styles` and whose one inline script may load the verifier. Nothing
/// can be sent anywhere.
pub fn policy(styles: &str, script: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; style-src {styles}; script-src {} 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; \
         img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
        source(script)
    );
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_source_is_the_hash_of_the_text() {
        // the example of CSP 3, section 8.3: `alert('Hello, world.');`
        assert_eq!(super::source("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }
}

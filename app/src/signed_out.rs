//! What becomes of a form whose sender is no longer signed in? It waits on a page, with everything typed, to be sent again
//! after the sign-in.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use crate::page::page;
use crate::state::AppState;
use crate::visit::{Visit, to_sign_in};

/// A form as it came, without what must not be kept.
#[derive(Debug, Default, PartialEq, Eq)]
struct Kept {
    fields: Vec<(String, String)>,
    /// Passwords and codes are typed again.
    has_secrets: bool,
}

/// Answers a request of somebody who is not signed in to an address that asks for it: a page is led to the sign-in and
/// back, a form is kept. `back` is a page that can be asked for where the request itself cannot be repeated.
pub async fn respond(request: Request, state: &AppState, back: &str) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, state).await {
        Ok(visit) => visit,
        Err(response) => return response,
    };
    if parts.method != Method::POST {
        return to_sign_in(&visit.path).into_response();
    }
    if !is_plain_form(&parts.headers) {
        return lost(&visit, back);
    }
    match Bytes::from_request(Request::from_parts(parts, body), &()).await {
        Ok(bytes) => read(&bytes).map_or_else(|| lost(&visit, back), |kept| waiting(&visit, kept)),
        Err(rejection) => rejection.into_response(),
    }
}

fn is_plain_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // a button alone sends no body, and some programs name no type then
    kind.is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn read(body: &[u8]) -> Option<Kept> {
    let fields: Vec<(String, String)> = serde_html_form::from_bytes(body).ok()?;
    let count = fields.len();
    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| !is_secret(name)).collect();
    Some(Kept { has_secrets: fields.len() < count, fields })
}

fn is_secret(name: &str) -> bool {
    ["password", "totp", "secret", "token"].iter().any(|word| name.contains(word))
}

fn waiting(visit: &Visit, kept: Kept) -> Response {
    let title = visit.t("signed_out.title");
    let here = visit.path.clone();
    let fields = kept.fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    page(visit, title.clone())
        .status(StatusCode::UNAUTHORIZED)
        .content(|| {
            view! {
                <section class="card">
                    <h1>{title}</h1>
                    <p>{visit.t("signed_out.kept")}</p>
                    {kept.has_secrets.then(|| view! { <p>{visit.t("signed_out.secrets")}</p> })}
                    <ol>
                        <li><a href="/sign-in" target="_blank" rel="noopener">{visit.t("signed_out.sign_in")}</a></li>
                        <li>{visit.t("signed_out.then")}</li>
                    </ol>
                    <form method="post" action=here>
                        {fields.collect_view()}
                        <button>{visit.t("signed_out.again")}</button>
                    </form>
                </section>
            }
            .into_any()
        })
        .respond()
}

/// Files cannot be put back into a form by any page.
fn lost(visit: &Visit, back: &str) -> Response {
    let title = visit.t("signed_out.title");
    let way = format!("/sign-in?next={}", crate::visit::encoded(back));
    page(visit, title.clone())
        .status(StatusCode::UNAUTHORIZED)
        .content(|| {
            view! {
                <section class="card">
                    <h1>{title}</h1>
                    <p>{visit.t("signed_out.lost")}</p>
                    <p><a class="button" href=way>{visit.t("frame.sign_in")}</a></p>
                </section>
            }
            .into_any()
        })
        .respond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_secrets_are_not() {
        let kept = read("a=1&a=%E7%94%B2%0D%0A%E4%B9%99&old_password=x&totp_code=123456".as_bytes()).unwrap();
        assert_eq!(kept.fields, [("a".into(), "1".into()), ("a".into(), "甲\r\n乙".into())]);
        assert!(kept.has_secrets);
        assert_eq!(read(b""), Some(Kept::default()));
    }
}

//! What may programs ask for, under `/api/v1`? One file per noun in `api/`; each returns `Result<_, Problem>`.

mod accounts;
mod answers;
mod attempts;
mod caller;
mod certificates;
mod codes;
mod complaints;
mod courses;
mod document;
mod events;
mod exams;
pub mod feeds;
mod me;
mod my_data;
mod passwords;
mod practice;
mod proofs;
mod receipts;
mod responsible;
mod results;
mod sessions;
mod times;
mod verifications;

use app::state::AppState;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::routing::{get, put};
use axum::{Extension, Router};
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const PREFIX: &str = "/api/v1";
/// As `answers::save` documents it.
pub const SAVE_ROUTE: &str = "/api/v1/attempts/{attempt}/answers/{slot}";
/// The longest body is a name with its numbers.
const BODY_LIMIT: usize = 16 * 1024;

/// The operations, in two parts.
pub struct Interface {
    /// Who asks is found before.
    pub people: Router<AppState>,
    /// The save of an answer: its ticket says for whom, and no session is looked up.
    pub saves: Router<AppState>,
}

pub fn interface() -> Interface {
    let (people, mut document) =
        OpenApiRouter::with_openapi(document::frame()).nest(PREFIX, operations()).split_for_parts();
    let (_, saves) = OpenApiRouter::<AppState>::new().nest(PREFIX, save()).split_for_parts();
    document.merge(saves);
    let document: Bytes = document::finished(document).into();
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")];
    let people = people.route(&format!("{PREFIX}/openapi.json"), get(async move || (headers, document)));
    // without `nest`, which would take the address apart for every save
    let saves = Router::new().route(SAVE_ROUTE, put(answers::save));
    let people = people.layer(frame()).layer(Extension(feeds::Bodies::default()));
    Interface { people, saves: saves.layer(DefaultBodyLimit::max(BODY_LIMIT)) }
}

/// Around every operation.
fn frame() -> ServiceBuilder<Stack<DefaultBodyLimit, Stack<SetResponseHeaderLayer<HeaderValue>, Identity>>> {
    ServiceBuilder::new()
        // answers are about one person, unless a handler says otherwise
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

fn save() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(answers::save))
}

fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(accounts::sign_up))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end_others))
        .routes(routes!(sessions::end))
        .routes(routes!(passwords::ask))
        .routes(routes!(passwords::reset))
        .routes(routes!(me::show))
        .routes(routes!(my_data::show))
        .routes(routes!(courses::list))
        .routes(routes!(courses::show))
        .routes(routes!(courses::lessons::show))
        .routes(routes!(courses::lessons::answer))
        .routes(routes!(courses::progress))
        .routes(routes!(exams::list))
        .routes(routes!(exams::start))
        .routes(routes!(attempts::show))
        .routes(routes!(events::report))
        .routes(routes!(attempts::come_back))
        .routes(routes!(attempts::leave_question))
        .routes(routes!(attempts::hand_in))
        .routes(routes!(results::show))
        .routes(routes!(practice::solutions::review))
        .routes(routes!(complaints::complain))
        .routes(routes!(complaints::list))
        .routes(routes!(complaints::show))
        .routes(routes!(complaints::review))
        .routes(routes!(receipts::show))
        .routes(routes!(proofs::show))
        .routes(routes!(practice::show))
        .routes(routes!(practice::start))
        .routes(routes!(practice::one))
        .routes(routes!(practice::end))
        .routes(routes!(practice::question))
        .routes(routes!(practice::answer))
        .routes(routes!(practice::books::mistakes))
        .routes(routes!(practice::books::take_out))
        .routes(routes!(practice::books::kept))
        .routes(routes!(practice::books::keep, practice::books::let_go))
        .routes(routes!(practice::reports::list, practice::reports::report_question))
        .routes(routes!(certificates::show))
        .routes(routes!(responsible::show))
        .routes(routes!(verifications::show))
        .routes(routes!(feeds::deliver))
        .routes(routes!(feeds::result))
}

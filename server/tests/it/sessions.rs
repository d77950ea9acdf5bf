//! Who is it that asks, with which token?

use app::state::{AppState, Cookies};
use app::visit::Visit;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;
use registry::accounts::store::{make_setup_link, sign_in, use_setup_link};
use registry::accounts::{NewAccount, PRIVACY_NOTICE, SessionKind};
use registry::instant::DAY_MS;

use crate::harness::House;
use crate::on_both;

const ID_NUMBER: &str = "11010519491231002X";
const PHONE: &str = "13912345678";
const PASSWORD: &str = "correct horse 电池";

async fn who(visit: Visit) -> String {
    visit.who().map_or_else(|| "nobody".into(), |who| who.name.clone())
}

async fn ask(house: &House, path: &str, headers: &[(&str, String)]) -> String {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    house.send(request.body(Body::empty()).unwrap()).await.text().to_owned()
}

on_both! {
    async fn a_session_is_found_by_cookie_and_by_bearer_token(engine) {
        let routes: Router<AppState> = Router::new().route("/who", get(who)).route("/api/v1/who", get(who));
        let house = House::with(engine, Cookies::Secure, routes).await;
        let ctx = house.system();
        let new = NewAccount {
            name: "王芳".into(),
            id_number: ID_NUMBER.into(),
            phone: PHONE.into(),
            password: PASSWORD.into(),
            privacy_notice: Some(PRIVACY_NOTICE.into()),
        };
        let link = make_setup_link(&ctx).await.unwrap().unwrap();
        use_setup_link(&ctx, &link, &new).await.unwrap();
        let token = sign_in(&ctx, PHONE, PASSWORD, SessionKind::Cookie, "test").await.unwrap().token;

        let cookie = ("cookie", format!("lang=en; __Host-session={token}"));
        let bearer = ("authorization", format!("Bearer {token}"));
        assert_eq!(ask(&house, "/who", &[]).await, "nobody");
        assert_eq!(ask(&house, "/who", std::slice::from_ref(&cookie)).await, "王芳");
        assert_eq!(ask(&house, "/api/v1/who", &[bearer]).await, "王芳");
        // the name of the other mode's cookie says nothing
        assert_eq!(ask(&house, "/who", &[("cookie", format!("shanggang-session={token}"))]).await, "nobody");
        // a wrong bearer token is not saved by a good cookie
        assert_eq!(ask(&house, "/who", &[cookie.clone(), ("authorization", "Bearer wrong".into())]).await, "nobody");
        // the page of an error knows who asked
        assert!(ask(&house, "/nothing-here", std::slice::from_ref(&cookie)).await.contains("王芳"));
        house.clock.advance_ms(DAY_MS);
        assert_eq!(ask(&house, "/who", &[cookie]).await, "nobody");
    }
}

//! Does a video come in piece by piece and go out by ranges, to whoever may see its lesson and to nobody else?

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use registry::courses::video::arriving::samples::mp4;
use registry::courses::{desk, drafts, review};
use registry::fixtures::Part;

use crate::api::scene::{Scene, Who};
use crate::harness::{Answer, Engine};
use crate::on_both;

const BOUNDARY: &str = "a-boundary";
const MEGABYTE: usize = 1024 * 1024;
const CAPTIONS: &str = "WEBVTT\n\n00:00.000 --> 00:02.000\n开户\n";

/// A course with a draft, and whoever writes it.
struct Desk {
    scene: Scene,
    author: Who,
    lesson: String,
}

async fn desk(engine: Engine) -> Desk {
    let scene = Scene::set(engine).await;
    let ctx = scene.world.as_(Part::Issuer);
    let draft = drafts::begin_version(&ctx, &scene.course.slug).await.unwrap();
    let slug = desk::get(&ctx, draft).await.unwrap().manuscript.lessons[0].slug.clone();
    let author = scene.comes(Part::Issuer).await;
    Desk { scene, author, lesson: format!("/office/courses/drafts/{draft}/lessons/{slug}") }
}

fn form(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

impl Desk {
    async fn sends(&self, who: &Who, parts: &[(&str, &str, &[u8])]) -> Answer {
        let request = Request::post(format!("{}/video", self.lesson))
            .header("sec-fetch-site", "same-origin")
            .header("cookie", format!("__Host-session={}", who.token.clone().unwrap_or_default()))
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        self.scene.house.send(request.body(Body::from(form(parts))).unwrap()).await
    }

    async fn asks(&self, who: &Who, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let token = who.token.clone().unwrap_or_default();
        let request = Request::builder().method(method).uri(path).header("accept-encoding", "br, gzip");
        let request = request.header("cookie", format!("__Host-session={token}"));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.scene.house.send(request.body(Body::empty()).unwrap()).await
    }
}

on_both! {
    async fn a_video_goes_out_by_ranges(engine) {
        let desk = desk(engine).await;
        let file = mp4(60_000, 2 * MEGABYTE + 777);
        let sent = desk.sends(&desk.author, &[("video", "开户.mp4", &file), ("captions", "a.vtt", CAPTIONS.as_bytes())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", String::from_utf8_lossy(&sent.body));
        assert!(sent.header("location").ends_with("?done=video_saved"));
        let path = format!("{}/video", desk.lesson);
        let ask = async |method, headers: &[(&str, &str)]| desk.asks(&desk.author, method, &path, headers).await;
        let whole = ask(Method::GET, &[]).await;
        assert_eq!((whole.status, whole.header("content-type")), (StatusCode::OK, "video/mp4"));
        assert!(whole.body == file && whole.header("content-encoding").is_empty(), "as it is, not packed");
        assert_eq!(whole.header("accept-ranges"), "bytes");
        assert_eq!(whole.header("content-length"), file.len().to_string());
        let tag = whole.header("etag").to_owned();

        let range = ask(Method::GET, &[("range", "bytes=1048570-1048585")]).await;
        assert_eq!(range.status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(range.header("content-range"), format!("bytes 1048570-1048585/{}", file.len()));
        assert!(range.body == file[1_048_570..=1_048_585]);
        let last = ask(Method::GET, &[("range", "bytes=-9"), ("if-range", &tag)]).await;
        assert!(last.status == StatusCode::PARTIAL_CONTENT && last.body == file[file.len() - 9..]);
        let other = ask(Method::GET, &[("range", "bytes=-9"), ("if-range", "\"another\"")]).await;
        assert_eq!((other.status, other.body.len()), (StatusCode::OK, file.len()));
        let beyond = ask(Method::GET, &[("range", "bytes=99999999-")]).await;
        assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(beyond.header("content-range"), format!("bytes */{}", file.len()));
        let head = ask(Method::HEAD, &[("range", "bytes=0-99")]).await;
        assert_eq!((head.status, head.body.len(), head.header("content-length")), (StatusCode::PARTIAL_CONTENT, 0, "100"));
        let known = ask(Method::GET, &[("if-none-match", &tag)]).await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let captions = desk.asks(&desk.author, Method::GET, &format!("{}/captions.vtt", desk.lesson), &[]).await;
        assert_eq!(captions.header("content-type"), "text/vtt; charset=utf-8");
        assert_eq!(desk.asks(&desk.author, Method::GET, &format!("{}/poster", desk.lesson), &[]).await.status, 404);
    }

    async fn a_draft_s_video_is_nobody_s_and_a_published_one_is_everybody_s(engine) {
        let desk = desk(engine).await;
        let file = mp4(60_000, 1_000);
        assert_eq!(desk.sends(&desk.author, &[("video", "a.mp4", &file)]).await.status, StatusCode::SEE_OTHER);
        let path = format!("{}/video", desk.lesson);
        let candidate = desk.scene.comes(Part::CandidateReady).await;
        let range = [("range", "bytes=0-9")];
        let stranger = desk.asks(&candidate, Method::GET, &path, &range).await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.asks(&candidate, Method::HEAD, &path, &range).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.asks(&Who::nobody(), Method::GET, &path, &range).await.status, StatusCode::SEE_OTHER);
        let sent = desk.sends(&candidate, &[("video", "a.mp4", &file)]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        let id: uuid::Uuid = desk.lesson.split('/').nth(4).unwrap().parse().unwrap();
        drafts::submit(&desk.scene.world.as_(Part::Issuer), id).await.unwrap();
        review::publish(&desk.scene.world.as_(Part::SecondIssuer), id).await.unwrap();
        let slug = desk.lesson.rsplit('/').next().unwrap();
        let public = format!("/courses/{}/lessons/{slug}", desk.scene.course.slug);
        let answer = desk.asks(&Who::nobody(), Method::GET, &format!("{public}/video"), &range).await;
        assert!(answer.status == StatusCode::PARTIAL_CONTENT && answer.body == file[..10]);
        let page = desk.scene.page(&Who::nobody(), Method::GET, &public, "").await;
        assert!(page.text().contains("<video") && page.text().contains(&format!("src=\"{public}/video\"")));
        assert_eq!(desk.scene.house.get("/courses/none/lessons/none/video").await.status, StatusCode::NOT_FOUND);
    }

    async fn what_is_refused_is_said_on_the_lesson_s_page(engine) {
        let desk = desk(engine).await;
        for (parts, said) in [
            (vec![("video", "a.mp4", &b"GIF89a picture that moves"[..])], "不是可以播放的视频"),
            (vec![("captions", "a.srt", b"1\n00:00 --> 00:01")], "字幕文件无法读取"),
            (vec![], "请先选择视频文件"),
        ] {
            let answer = desk.sends(&desk.author, &parts).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(answer.text().contains(said), "{said} in {}", answer.text());
        }
    }
}

//! What is there to watch? The video with its captions, what of it was watched, and what counts.

use leptos::prelude::*;
use registry::courses::{LessonView, Presence, VideoView};
use registry::instant::MINUTE_MS;

use super::lesson::Reader;
use crate::lang::Lang;

pub fn player(lang: Lang, reader: Reader, view: &LessonView, video: &VideoView) -> AnyView {
    let path = reader.shelf().video(&view.course.slug, &view.slug);
    let address = format!("{path}/video");
    let poster = (video.poster == Presence::Present).then(|| format!("{path}/poster"));
    let captions = (video.captions == Presence::Present).then(|| {
        let label = lang.t("courses.video.captions");
        view! { <track kind="captions" srclang="zh-CN" label=label src=format!("{path}/captions.vtt") default/> }
    });
    let told = (reader != Reader::Anonymous).then(|| counted(lang, video));
    view! {
        <section class="card lesson-video" aria-label=lang.t("courses.video.title")>
            <video
                id="lesson-video"
                controls
                playsinline
                preload="metadata"
                poster=poster
                data-place=video.place_ms.to_string()
                data-length=video.length_ms.to_string()
            >
                <source src=address.clone() type=video.media_type.clone()/>
                {captions}
                <p>{lang.t("courses.video.fallback")}</p>
            </video>
            {told}
            <p><a href=address download>{lang.t("courses.video.download")}</a></p>
        </section>
    }
    .into_any()
}

fn counted(lang: Lang, video: &VideoView) -> AnyView {
    let minutes = |ms: i64| (ms / MINUTE_MS).to_string();
    let watched = lang
        .fill("courses.video.watched", &[("done", &minutes(video.watched_ms)), ("whole", &minutes(video.counted_ms))]);
    view! {
        <p class="muted">{watched}</p>
        <p class="hint">{lang.t("courses.video.counts")}</p>
        <noscript><p class="hint">{lang.t("courses.video.without_script")}</p></noscript>
    }
    .into_any()
}

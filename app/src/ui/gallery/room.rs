//! How does the exam room look? Its classes before its island exists.

use leptos::prelude::*;

use crate::ui::icons::{Icon, icon};
use crate::ui::tone::Tone;

pub fn page() -> String {
    let options = [
        "签订劳动合同之日",
        "工资支付表编制完成之日",
        "工程施工合同签订之日起三十日内",
        "工程竣工验收之前，且不得晚于分包单位进场之日起第一个工资支付周期届满之日",
    ];
    let rows = options.iter().zip('A'..).map(|(text, letter)| {
        view! {
            <label class="option">
                <input type="radio" name="answer" value=letter.to_string() checked=letter == 'C'/>
                <span><b class="letter">{letter.to_string()}</b>{*text}</span>
            </label>
        }
    });
    let places = (1..=30).map(|number| {
        let class = match number {
            4 => "marked",
            7 => "answered marked",
            1..=11 => "answered",
            _ => "",
        };
        view! { <li><a href="#" class=class aria-current=(number == 12).then_some("true")>{number}</a></li> }
    });
    view! {
        <div class="room-bar">
            <p class="title">"劳资专管员上岗考试"</p>
            <p class=format!("clock {}", Tone::Warning.class())>{icon(Icon::Clock)}"剩余 "<strong>"00:14:58"</strong></p>
            <p class="saved">{icon(Icon::Check)}" 2 秒前已保存"</p>
        </div>
        <div class="notice net-banner tone-warning" role="status">{icon(Icon::Warning)}<div><p>"网络已断开。可以继续作答，答案保存在本机，恢复后自动上传。"</p></div></div>
        <div class="room-grid">
            <form>
                <section class="question">
                    <p class="muted">"第 12 题，共 60 题 · 单选题 · 1 分"</p>
                    <div class="stem">"施工总承包单位应当在何时开设农民工工资专用账户？"</div>
                    <div class="options">{rows.collect_view()}</div>
                </section>
                <div class="room-nav">
                    <button class="secondary">{icon(Icon::Left)}"上一题"</button>
                    <button class="secondary" aria-pressed="true">{icon(Icon::Flag)}"标记"</button>
                    <button>"下一题"{icon(Icon::Right)}</button>
                </div>
            </form>
            <aside class="sheet-panel">
                <h2>"答题卡"</h2>
                <ol class="sheet">{places.collect_view()}</ol>
                <ul class="sheet-key">
                    <li><i class="answered"></i>"已答 10"</li><li><i></i>"未答 20"</li><li><i class="marked"></i>"标记 2"</li>
                </ul>
                <p><button class="secondary">"交卷"</button></p>
            </aside>
        </div>
    }
    .into_any()
    .to_html()
}

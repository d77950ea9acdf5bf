//! What stands in the error book and among the favourites? Each question with its answer folded away below it.

use leptos::prelude::*;
use registry::practice::book::{BookLine, BookPage, favourites as read_favourites, mistakes as read_mistakes};
use registry::practice::{Mark, Only, RIGHT_IN_A_ROW};

use super::begin::start_button;
use super::solution::{deeds, judged, reasons, story};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::pager::pager;
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

const PER_PAGE: u64 = 20;

/// Which of the two books is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Book {
    Mistakes,
    Favourites,
}

impl Book {
    fn code(self) -> &'static str {
        match self {
            Self::Mistakes => "mistakes",
            Self::Favourites => "favourites",
        }
    }

    fn only(self) -> Only {
        match self {
            Self::Mistakes => Only::Wrong,
            Self::Favourites => Only::Kept,
        }
    }
}

pub async fn mistakes(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let book = read_mistakes(&visit.ctx, query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    respond(&visit, Book::Mistakes, &query, &book)
}

pub async fn favourites(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let book = read_favourites(&visit.ctx, query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    respond(&visit, Book::Favourites, &query, &book)
}

fn respond(visit: &Visit, which: Book, query: &Query, book: &BookPage) -> PageResult {
    let lang = visit.lang;
    let text = |key: &str| lang.t(&format!("practice.book.{}_{key}", which.code()));
    let title = text("title");
    Ok(page(visit, title.clone())
        .under(lang.t("practice.title"), "/practice")
        .content(|| {
            let intro =
                lang.fill(&format!("practice.book.{}_intro", which.code()), &[("n", &RIGHT_IN_A_ROW.to_string())]);
            let body = if book.total == 0 {
                let way = ("/practice".to_owned(), lang.t("practice.book.to_practice"));
                empty(text("none_title"), text("none"), Some(way))
            } else {
                filled(lang, which, query, book)
            };
            let resting = (book.resting > 0).then(|| {
                let words = lang.fill("practice.book.resting", &[("n", &book.resting.to_string())]);
                view! { <p class="hint">{words}</p> }
            });
            view! { <h1>{title.clone()}</h1><p class="hint">{intro}</p>{done(lang, &visit.path)}{body}{resting} }
                .into_any()
        })
        .respond())
}

fn filled(lang: Lang, which: Book, query: &Query, book: &BookPage) -> AnyView {
    let first = (query.page() - 1) * PER_PAGE + 1;
    let back = query.at_page(query.page());
    let entries = (first..).zip(&book.lines).map(|(number, line)| entry(lang, which, number, line, &back));
    view! {
        <div class="actions">{start_button(lang.t("practice.book.practise"), which.only())}</div>
        {entries.collect_view()}
        {pager(lang, query, query.paging(PER_PAGE, book.total))}
    }
    .into_any()
}

fn entry(lang: Lang, which: Book, number: u64, line: &BookLine, back: &str) -> AnyView {
    let (solution, item) = (&line.solution, &line.solution.item);
    let key = if which == Book::Mistakes { "practice.book.entry" } else { "practice.book.kept_entry" };
    let name = lang.fill(key, &[("n", &number.to_string())]);
    let part = (solution.place.part > 0)
        .then(|| format!(" · {}", lang.fill("practice.book.part", &[("n", &solution.place.part.to_string())])));
    let about = format!("{name} · {}{}", lang.code("kinds", item.kind.code()), part.unwrap_or_default());
    let (id, back) = (format!("n{number}"), format!("{back}#n{number}"));
    view! {
        <section class="question card" id=id.clone() aria-label=name>
            <h2 class="muted">{about}</h2>
            {story(lang, item).map(|story| view! { <details class="fold"><summary>{lang.fill("practice.round.case", &[("n", "")])}</summary>{story}</details> })}
            <p class="stem" lang="zh-CN">{item.stem.clone()}</p>
            {line.mark.map(|mark| standing(lang, which, &mark))}
            <details class="fold">
                <summary>{lang.t("practice.book.show")}</summary>
                {judged(lang, solution, None)}
                {reasons(lang, solution)}
            </details>
            {(which == Book::Mistakes).then(|| out(lang, line, back.clone()))}
            {deeds(lang, solution, line.is_kept, &back)}
        </section>
    }
    .into_any()
}

fn standing(lang: Lang, which: Book, mark: &Mark) -> AnyView {
    let numbers = [mark.right, mark.wrong, mark.missing()].map(|number| number.to_string());
    let words = lang.fill(
        "practice.book.standing",
        &[
            ("right", &numbers[0]),
            ("wrong", &numbers[1]),
            ("last", &lang.code("practice.book.lasts", mark.last.code())),
            ("at", &lang.time(mark.last_at)),
        ],
    );
    let missing =
        (which == Book::Mistakes).then(|| format!(" {}", lang.fill("practice.book.missing", &[("n", &numbers[2])])));
    view! { <p class="muted">{words}{missing}</p> }.into_any()
}

fn out(lang: Lang, line: &BookLine, back: String) -> AnyView {
    let place = &line.solution.place;
    // the entry is gone afterwards: there is no place of it to come back to
    let back = back.split('#').next().unwrap_or_default().to_owned();
    view! {
        <form method="post" action="/practice/mistakes/out">
            <input type="hidden" name="question" value=place.question.clone()/>
            <input type="hidden" name="part" value=place.part.to_string()/>
            <input type="hidden" name="back" value=back/>
            <button class="secondary">{lang.t("practice.book.take_out")}</button>
        </form>
    }
    .into_any()
}

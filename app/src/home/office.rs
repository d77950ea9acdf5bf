//! What needs a decision in an office today, and what is late?

use leptos::prelude::*;
use registry::feeds::store::{list_waiting_keys, list_waiting_scopes};
use registry::people::requests::list_open;
use registry::people::store::{PeopleFilter, Which, list as people};
use registry::permissions::{Object, Scope, Verb, widest};
use registry::practice::reports;
use registry::projects::store::{Filter as ProjectFilter, Which as WhichProjects, count};
use registry::questions::drafts::{DraftState, DraftView, list as drafts};
use registry::{Ctx, Fault, calendar, certificates, complaints, enterprises, exams, jobs, rulepacks};

use crate::error::{self, OrPage, PageResult};
use crate::filings;
use crate::page::holds_office;
use crate::page::{Layout, page};
use crate::projects;
use crate::ui::stat::{Stat, stats};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};
use crate::wages::late_tile;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    if !holds_office(&visit) {
        return Err(error::page(&visit, Fault::Forbidden));
    }
    let due = due(&visit).await.or_page(&visit)?;
    let title = visit.t("home.office_title");
    let posts = visit.who().map(|who| who.posts.clone()).unwrap_or_default();
    let roles: Vec<String> = posts.iter().map(|post| visit.code("roles", post.role.code())).collect();
    Ok(page(&visit, title.clone())
        .layout(Layout::Office)
        .content(|| {
            let ways = super::office_ways(&visit);
            view! {
                <h1>{title}</h1>
                <p class="hint">{visit.lang.fill("home.as_roles", &[("roles", &roles.join(&visit.t("rulepacks.and")))])}</p>
                {(!due.is_empty()).then(|| stats(due))}
                <h2>{visit.t("home.your_pages")}</h2>
                <ul class="office-ways">
                    {ways
                        .into_iter()
                        .skip(1)
                        .map(|(name, path)| view! { <li><a href=path>{name}</a></li> })
                        .collect_view()}
                </ul>
            }
            .into_any()
        })
        .respond())
}

/// Complaints that wait for an answer, and how many of them are late.
async fn doubts(ctx: &Ctx, visit: &Visit) -> Result<Stat, Fault> {
    let (lines, today) = (complaints::list(ctx).await?, ctx.now().day());
    let waiting = lines.iter().filter(|line| line.step.waits_for_the_office()).count();
    let tone = if lines.iter().any(|line| line.is_late_on(today)) { Tone::Danger } else { Tone::Warning };
    let tile = Stat::new(visit.t("complaints.tile"), waiting).leads_to("/office/complaints");
    Ok(if waiting > 0 { tile.tone(tone) } else { tile })
}

/// Keys and scopes that somebody asked for.
async fn feeds_waiting(ctx: &Ctx, visit: &Visit) -> Result<Stat, Fault> {
    let keys = u64::try_from(list_waiting_keys(ctx).await?.len()).unwrap_or(u64::MAX);
    let waiting = keys.saturating_add(list_waiting_scopes(ctx, 0).await?.1);
    let tile = Stat::new(visit.t("feeds.waiting"), waiting).leads_to("/office/feeds");
    Ok(if waiting > 0 { tile.tone(Tone::Warning) } else { tile })
}

/// How many projects there are, and how many of them have nobody who answers for the site.
async fn all_projects(ctx: &Ctx, visit: &Visit) -> Result<Stat, Fault> {
    let total = count(ctx, &ProjectFilter::default()).await?;
    let alone = ProjectFilter { which: WhichProjects::WithoutContractor, ..ProjectFilter::default() };
    let alone = count(ctx, &alone).await?;
    let tile = Stat::new(visit.t("home.projects"), total);
    Ok(match alone {
        0 => tile.leads_to("/office/projects"),
        alone => {
            let note = visit.lang.fill("home.projects_alone", &[("count", &alone.to_string())]);
            tile.leads_to("/office/projects?which=without_contractor").note(note).tone(Tone::Warning)
        }
    })
}

/// What waits about enterprises, their projects and what is delivered about them.
async fn of_sites(visit: &Visit) -> Result<Vec<Stat>, Fault> {
    let ctx = &visit.ctx;
    let may = |verb, object| widest(ctx, verb, object).is_some_and(|scope| scope > Scope::Own);
    let mut tiles = Vec::new();
    if may(Verb::Decide, Object::Project) {
        tiles.extend(projects::tiles(ctx, visit).await?);
    }
    if may(Verb::View, Object::Project) {
        tiles.push(all_projects(ctx, visit).await?);
    }
    if may(Verb::Decide, Object::Enterprise) {
        let (_, waiting) = enterprises::store::list(ctx, enterprises::store::Which::NotAccepted, 0).await?;
        tiles.push(Stat::new(visit.t("home.not_accepted"), waiting).leads_to("/office/enterprises?which=not_accepted"));
        let merges = enterprises::store::open_merges(ctx).await?.iter().filter(|merge| !merge.is_own).count();
        if merges > 0 {
            let tile = Stat::new(visit.t("enterprises.merge.title"), merges).leads_to("/office/enterprises/merges");
            tiles.push(tile.tone(Tone::Warning));
        }
    }
    if may(Verb::Decide, Object::FeedKey) {
        tiles.push(feeds_waiting(ctx, visit).await?);
    }
    tiles.extend(late_tile(visit).await?);
    tiles.extend(filings::tiles(visit).await?);
    tiles.extend(filings::agreement::tile(visit).await?);
    tiles.extend(filings::returns::tile(visit).await?);
    Ok(tiles)
}

/// Changes of the rules and of the calendar that wait for a second person.
async fn of_rules(visit: &Visit) -> Result<Vec<Stat>, Fault> {
    let ctx = &visit.ctx;
    let mut tiles = Vec::new();
    if widest(ctx, Verb::Decide, Object::RulePack).is_some() {
        let waiting = rulepacks::changes::waiting(ctx).await?;
        tiles.push((waiting, "home.rules_waiting", "/office/rules"));
    }
    if widest(ctx, Verb::Decide, Object::Calendar).is_some() {
        let waiting = calendar::years::waiting(ctx).await?;
        tiles.push((waiting, "home.years_waiting", "/office/calendar"));
    }
    let tile = |(waiting, key, way): (usize, &str, &'static str)| {
        (waiting > 0).then(|| Stat::new(visit.t(key), waiting).leads_to(way).tone(Tone::Warning))
    };
    Ok(tiles.into_iter().filter_map(tile).collect())
}

/// Tiles for what this office may see; each leads to its rows.
async fn due(visit: &Visit) -> Result<Vec<Stat>, Fault> {
    let ctx = &visit.ctx;
    let may = |verb, object| widest(ctx, verb, object).is_some_and(|scope| scope > Scope::Own);
    let mut tiles = Vec::new();
    if may(Verb::Create, Object::IdentityConfirmation) {
        let filter = PeopleFilter { which: Which::Unconfirmed, ..PeopleFilter::default() };
        let waiting = people(ctx, &filter, 0).await?.1.known();
        let tile = Stat::new(visit.t("home.unconfirmed"), waiting).leads_to("/office/people?which=unconfirmed");
        tiles.push(if waiting > 0 { tile.tone(Tone::Warning) } else { tile });
    }
    if may(Verb::Decide, Object::DataRequest) {
        let waiting = list_open(ctx).await?.len();
        let tile = Stat::new(visit.t("home.requests_open"), waiting).leads_to("/office/requests");
        tiles.push(if waiting > 0 { tile.tone(Tone::Warning) } else { tile });
    }
    if may(Verb::Decide, Object::QuestionBank) {
        let waits = |draft: &DraftView| draft.state == DraftState::Submitted && !draft.is_own;
        let waiting = drafts(ctx).await?.iter().filter(|draft| waits(draft)).count();
        let tile = Stat::new(visit.t("home.drafts_waiting"), waiting).leads_to("/office/questions/drafts");
        tiles.push(if waiting > 0 { tile.tone(Tone::Warning) } else { tile });
    }
    tiles.extend(of_sites(visit).await?);
    tiles.extend(of_rules(visit).await?);
    if may(Verb::Create, Object::ExamSetUp) || may(Verb::Decide, Object::ExamSetUp) {
        let (_, total) = exams::list::for_office(ctx, None, 0, 1).await?;
        tiles.push(Stat::new(visit.t("home.exams"), total).leads_to("/office/exams"));
    }
    if may(Verb::Decide, Object::QuestionReport) {
        let (_, open) = reports::list(ctx, reports::Which::Open, 0, 1).await?;
        let tile = Stat::new(visit.t("practice.desk.tile"), open).leads_to("/office/questions/reports");
        tiles.push(if open > 0 { tile.tone(Tone::Warning) } else { tile });
    }
    if may(Verb::Decide, Object::Complaint) {
        tiles.push(doubts(ctx, visit).await?);
    }
    if may(Verb::Decide, Object::Certificate) {
        let open = certificates::matters::list(ctx).await?.len();
        if open > 0 {
            let tile = Stat::new(visit.t("matters.tile"), open).leads_to("/office/certificates/matters");
            tiles.push(tile.tone(Tone::Warning));
        }
    }
    if may(Verb::View, Object::Certificate) {
        let (_, total) = certificates::register(ctx, &certificates::RegisterFilter::default(), 0).await?;
        tiles.push(Stat::new(visit.t("home.certificates"), total).leads_to("/office/certificates"));
    }
    if may(Verb::View, Object::Attempt) || may(Verb::View, Object::Job) {
        let alarms = registry::clock::alarms::open(ctx).await?.len();
        let way = if may(Verb::View, Object::Attempt) { "/office/rooms" } else { "/office/jobs" };
        if alarms > 0 {
            tiles.push(Stat::new(visit.t("rooms.alarm.tile"), alarms).leads_to(way).tone(Tone::Danger));
        }
    }
    if may(Verb::View, Object::Job) {
        let standing = jobs::list(ctx).await?;
        let failed = standing.iter().filter(|job| job.has_failed()).count();
        tiles.push(Stat::new(visit.t("home.failed_jobs"), failed).leads_to("/office/jobs"));
    }
    Ok(tiles)
}

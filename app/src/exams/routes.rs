//! Which address of an exam leads to which page or form?

use super::{forms, hand_in, list, office, onward, proof, receipt, result, review, rooms, rules, seat};
use crate::routes::Audience::{Anyone, Concerned, SignedIn};
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/exams", SignedIn, list::show)
        .get("/exams/{exam}", SignedIn, rules::show)
        .get("/exams/{exam}/settings.seb", SignedIn, rules::settings_file)
        .get("/exams/{exam}/left", SignedIn, rules::left)
        .get("/exams/{exam}/proof", Anyone, proof::show)
        .get("/exams/{exam}/proof/reveal.json", Anyone, proof::reveal_file)
        .get("/exams/{exam}/proof/papers.ndjson", Anyone, proof::papers_file)
        .post("/exams/{exam}/attempts", SignedIn, forms::start)
        .get("/attempts/{attempt}", Concerned, seat::show)
        .post("/attempts/{attempt}/room", Concerned, forms::take_over)
        .post("/attempts/{attempt}/lockdown", Concerned, forms::prove)
        .post("/attempts/{attempt}/return", Concerned, forms::come_back)
        .post("/attempts/{attempt}/answers/{slot}", Concerned, forms::answer)
        .get("/attempts/{attempt}/hand-in", Concerned, hand_in::show)
        .get("/attempts/{attempt}/next", Concerned, onward::show)
        .post("/attempts/{attempt}/next", Concerned, onward::go)
        .post("/attempts/{attempt}/submission", Concerned, forms::submit)
        .get("/attempts/{attempt}/result", Concerned, result::show)
        .get("/attempts/{attempt}/review", Concerned, review::show)
        .get("/attempts/{attempt}/receipt.json", Concerned, receipt::download)
        .get("/attempts/{attempt}/bundle.json", Concerned, receipt::bundle)
        .merge(office::routes())
        .merge(rooms::routes())
}

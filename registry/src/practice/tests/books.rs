use question_bank::{Body, Point};

use super::*;
use crate::fixtures::Part;
use crate::on_both;
use crate::people::my_data::my_data;
use crate::people::requests::{Answer, Reply, decide, list_open, request_deletion};
use crate::practice::book::{favourites, mistakes, take_out};
use crate::practice::favourites::{keep, let_go};
use crate::practice::reports::{Which, list, make};
use crate::practice::rounds::start;

const ONE: Wish = Wish {
    chapter: None,
    point: Some(Point::Platform),
    kind: Some(Kind::Single),
    only: Only::All,
    order: Order::InTurn,
    count: 1,
};

async fn round_of_one(ctx: &Ctx, only: Only, wanted: Verdict) {
    let round = start(ctx, &Wish { only, ..ONE }).await.unwrap();
    solve(ctx, round, 1, wanted).await;
}

on_both! {
    async fn a_mistake_is_in_the_book_with_its_key_until_it_was_right_twice(school: School) {
        let (_bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        round_of_one(&me, Only::All, Verdict::Wrong).await;
        let book = mistakes(&me, 0, 20).await.unwrap();
        assert_eq!((book.total, book.lines.len(), book.resting), (1, 1, 0));
        let line = &book.lines[0];
        let bank = question(&line.solution.place.question);
        let Body::Item(item) = &bank.body else { panic!() };
        assert_eq!((&line.solution.explanation, line.solution.right), (&item.explanation, item.right));
        assert_eq!(line.solution.item.options, item.options);
        assert!(line.solution.sources[0].article.contains('第') && line.mark.unwrap().missing() == 2);
        round_of_one(&me, Only::Wrong, Verdict::Right).await;
        assert_eq!(mistakes(&me, 0, 20).await.unwrap().lines[0].mark.unwrap().missing(), 1);
        round_of_one(&me, Only::Wrong, Verdict::Right).await;
        assert_eq!(mistakes(&me, 0, 20).await.unwrap().total, 0);
    }

    async fn a_mistake_is_taken_out_by_hand_once_and_by_nobody_else(school: School) {
        let (_bed, world) = school.apart();
        let (me, other) = (world.as_(Part::CandidateNew), world.as_(Part::Bystander));
        round_of_one(&me, Only::All, Verdict::Wrong).await;
        let place = mistakes(&me, 0, 20).await.unwrap().lines[0].solution.place.clone();
        assert!(matches!(take_out(&other, &place).await, Err(Fault::NotFound)));
        assert_eq!(mistakes(&me, 0, 20).await.unwrap().total, 1);
        take_out(&me, &place).await.unwrap();
        take_out(&me, &place).await.unwrap();
        assert_eq!(mistakes(&me, 0, 20).await.unwrap().total, 0);
        let nowhere = Place { question: "p\0".into(), part: 0 };
        assert!(matches!(take_out(&me, &nowhere).await, Err(Fault::NotFound)));
        assert!(matches!(mistakes(&world.anonymous(), 0, 20).await, Err(Fault::Anonymous)));
    }

    async fn a_question_that_left_the_bank_rests_in_the_book(school: School) {
        let (_bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        round_of_one(&me, Only::All, Verdict::Wrong).await;
        let id = mistakes(&me, 0, 20).await.unwrap().lines[0].solution.place.question.clone();
        crate::questions::review::retire(&world.as_(Part::QuestionReviewer), &id, "条文已经修订").await.unwrap();
        let book = mistakes(&me, 0, 20).await.unwrap();
        assert_eq!((book.total, book.resting), (0, 1));
    }

    async fn favourites_are_kept_after_answering_and_let_go(school: School) {
        let (_bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        assert_eq!(refused(keep(&me, "p-11-001").await), "practice.answer_first");
        assert!(matches!(keep(&me, "ar-s-001").await, Err(Fault::NotFound)), "official questions are not there");
        round_of_one(&me, Only::All, Verdict::Right).await;
        let id = my_data(&me).await.unwrap().practice[0].question.clone();
        keep(&me, &id).await.unwrap();
        keep(&me, &id).await.unwrap();
        let book = favourites(&me, 0, 20).await.unwrap();
        assert_eq!((book.total, book.lines[0].is_kept), (1, true));
        assert_eq!(favourites(&world.as_(Part::Bystander), 0, 20).await.unwrap().total, 0);
        round_of_one(&me, Only::Kept, Verdict::Right).await;
        assert!(my_data(&me).await.unwrap().practice[0].is_favourite);
        let_go(&me, &id).await.unwrap();
        let_go(&me, &id).await.unwrap();
        assert_eq!(favourites(&me, 0, 20).await.unwrap().total, 0);
    }

    async fn whoever_goes_takes_the_practice_along(school: School) {
        let (_bed, world) = school.apart();
        let (me, clerk) = (world.as_(Part::Bystander), world.as_(Part::HumanResources));
        round_of_one(&me, Only::All, Verdict::Wrong).await;
        let id = my_data(&me).await.unwrap().practice[0].question.clone();
        keep(&me, &id).await.unwrap();
        make(&me, &id, Some(ReportKind::Unclear), "看不懂这道题的题干。").await.unwrap();
        let data = my_data(&me).await.unwrap();
        assert!(data.practice[0].is_favourite && data.question_reports[0].words.contains("看不懂"));
        request_deletion(&me, "不再使用本账号").await.unwrap();
        let request = list_open(&clerk).await.unwrap().remove(0).request.id;
        let yes = Reply { answer: Answer::Grant, document: None, words: "已按申请删除" };
        decide(&clerk, request, &yes).await.unwrap();
        assert_eq!(mistakes(&me, 0, 20).await.unwrap().total, 0);
        assert_eq!(favourites(&me, 0, 20).await.unwrap().total, 0);
        let (open, _) = list(&world.as_(Part::QuestionEditor), Which::Open, 0, 20).await.unwrap();
        assert_eq!(open[0].words, "***");
    }
}

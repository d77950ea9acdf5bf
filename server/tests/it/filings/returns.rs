//! Does a corrected return say what differs, on its page, in print and in its workbook?

use std::io::Cursor;

use axum::http::{Method, StatusCode};
use calamine::{Reader, Xlsx};
use registry::filings::returns::month_before;
use registry::filings::store::returns::{get, submit};
use registry::fixtures::Part;
use sea_orm::ConnectionTrait;

use crate::api::scene::Scene;
use crate::attendance::printed_text;
use crate::on_both;

const COUNTY: &str = "320613";
const SAID: &str = "更名工程：项目由崇川示例花园一期工程改为更名工程";

/// The rows of a sheet as texts; dates are the numbers below them.
fn rows_of(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<String>> {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

on_both! {
    //
    async fn a_correction_that_leaves_the_sums_alone_says_which_project_and_what(engine) {
        let scene = Scene::set(engine).await;
        let county = scene.world.as_(Part::CountyArrears);
        let month = month_before(county.now().day());
        submit(&county, COUNTY, month, "").await.unwrap();
        let renamed = "UPDATE projects SET name = '更名工程' WHERE name = '崇川示例花园一期工程'";
        scene.world.ctx.db.writer().execute_unprepared(renamed).await.unwrap();
        let who = scene.comes(Part::CountyArrears).await;
        let ahead = scene.page(&who, Method::GET, &format!("/office/returns/counties/{COUNTY}?month={month}"), "").await;
        assert!(ahead.text().contains("id=\"differences\"") && ahead.text().contains(SAID), "{}", ahead.text());
        let id = submit(&county, COUNTY, month, "项目更名").await.unwrap();

        let path = format!("/office/returns/versions/{id}");
        let shown = scene.page(&who, Method::GET, &path, "").await.text().to_owned();
        assert!(shown.contains(SAID) && shown.contains("共有1个项目与前一版本不同"), "{shown}");
        let paper = scene.page(&who, Method::GET, &format!("{path}/return.pdf"), "").await;
        let text: String = printed_text(&paper.body).split_whitespace().collect();
        assert!(text.contains("有1个项目变更"), "{text}");

        let file = scene.page(&who, Method::GET, &format!("{path}/lines.xlsx"), "").await;
        assert_eq!(file.status, StatusCode::OK);
        let mut book = Xlsx::new(Cursor::new(file.body.clone())).unwrap();
        assert_eq!(book.sheet_names(), ["项目明细", "汇总数"]);
        let lines = rows_of(&mut book, "项目明细");
        assert_eq!((lines.len(), lines[1][0].as_str(), lines[1][1].as_str()), (2, "1", "更名工程"));
        let sums = rows_of(&mut book, "汇总数");
        let row = |title: &str| sums.iter().find(|row| row[0] == title).map(|row| row[1].clone());
        assert_eq!(row("合计").as_deref(), Some("1"));
        assert_eq!(row("月份"), Some(month.to_string()));
        assert_eq!(row("版本").as_deref(), Some("2"));
        assert_eq!(row("内容校验值"), Some(get(&county, id).await.unwrap().line.content_hash));
        assert_eq!(row("更正理由").as_deref(), Some("项目更名"));
        assert!(row("报送时间").is_some_and(|at| !at.is_empty()));
    }
}

//! An invented certificate in every status.

use std::collections::HashMap;

use certs::ids::PathId;
use certs::keys::{KeyRecord, parse_records};
use certs::public_url::PublicUrl;
use certs::qr::QrImage;
use certs::verification::{CheckName, CheckResult};
use registry::blobs::Blob;
use registry::certificates::verification::{Known, Line};
use registry::certificates::{CertificateView, Link, PaperData, PublicClass, Status, StatusEntry};
use registry::people::Sex;
use registry::{Day, Instant};

use crate::state::Site;

pub const ID: &str = "7K3F9QXW2M4T8RNC";
pub const NUMBER: &str = "NTLZ320613-2026-000123-K";
const HOST: &str = "https://cert.example";
/// 2026-11-20, 09:05 in Nantong.
pub const NOW: Instant = Instant(1_795_136_700_000);
const KEYS: &str = include_str!("../../../../certs/testdata/golden/keys.json");
pub const PHOTO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 250 350'><path fill='#dfe9f4' d='M0 0h250v350H0z'/>\
    <path fill='#2c3e57' d='M15 350c4-78 44-106 110-106s106 28 110 106z'/><path fill='#fff' d='M95 246l30 44 30-44z'/>\
    <path fill='#f0c8a8' d='M102 205h46v48l-23 25-23-25z'/><ellipse cx='125' cy='150' rx='56' ry='72' fill='#f6d3b6'/>\
    <path fill='#1f1a17' d='M66 150c-8-66 22-98 60-98s67 30 58 98c-6-34-14-48-26-54-30 10-66 8-76-4-8 14-14 30-16 58z'/></svg>";

pub fn day() -> Day {
    Day::from_ymd(2026, 11, 20).unwrap()
}

pub fn keys() -> Vec<KeyRecord> {
    parse_records(KEYS).unwrap()
}

/// As when everything was built.
pub fn site() -> Site {
    let hash = || "0011223344556677".to_owned();
    Site {
        public_url: Some(HOST.to_owned()),
        assets: HashMap::from([("verifier.js".to_owned(), hash()), ("verifier_bg.wasm".to_owned(), hash())]),
        ..Site::default()
    }
}

/// What the public is told of each status.
pub fn class(status: Status) -> Option<PublicClass> {
    PublicClass::ALL.into_iter().find(|class| class.status() == status)
}

pub fn known(status: Status) -> Known {
    let line = |name, result, reason| Line { name, result, reason, as_of: NOW };
    let good = |name| line(name, CheckResult::Good, None);
    let by_status = match status {
        Status::Valid => good(CheckName::Status),
        other => line(CheckName::Status, CheckResult::Bad, Some(other.code())),
    };
    Known {
        path_id: ID.to_owned(),
        checks: vec![
            good(CheckName::Format),
            good(CheckName::Signature),
            good(CheckName::IssuerKey),
            good(CheckName::Dates),
            by_status,
        ],
        masked_name: "𠮷尔**".to_owned(),
        number: NUMBER.to_owned(),
        number_human: "通劳资〔2026〕000123号".to_owned(),
        title: "南通市建筑工人劳资员上岗证".to_owned(),
        issuer: "南通市建筑工程劳动保险费管理处（演示）".to_owned(),
        issued_day: day(),
        status,
        status_since: NOW,
        public_class: class(status),
        successor: (status == Status::Superseded).then(|| "0123456789ABCDEF".to_owned()),
        checked_at: NOW,
    }
}

pub fn paper(status: Status) -> PaperData {
    let url = PublicUrl::parse(HOST).unwrap();
    let id = PathId::parse(ID).unwrap();
    let qr = QrImage::draw(&url, id, &[0x5a; 139]).unwrap();
    PaperData {
        title: "南通市建筑工人劳资员上岗证".to_owned(),
        number: NUMBER.to_owned(),
        number_human: "通劳资〔2026〕000123号".to_owned(),
        name: "𠮷尔·买买提".to_owned(),
        sex: Sex::Male,
        id_number_masked: "3206**************".to_owned(),
        study_minutes: Some(540),
        exam_day: day(),
        result: "合格".to_owned(),
        issuer: "南通市建筑工程劳动保险费管理处（演示）".to_owned(),
        issued_day: day(),
        validity: "长期有效".to_owned(),
        remark: "证书状态以网上查询为准".to_owned(),
        photo: Some(Blob { media_type: "image/svg+xml".to_owned(), content: PHOTO.as_bytes().to_vec() }),
        page_url: url.page(id),
        path_id: ID.to_owned(),
        qr_text: qr.text.clone(),
        qr,
        status,
        issued_at: NOW,
    }
}

pub fn view(status: Status) -> CertificateView {
    let paper = paper(status);
    let entry = |status: Status, ground: &str| StatusEntry {
        status,
        at: NOW,
        ground: ground.to_owned(),
        public_class: class(status),
    };
    let mut history = vec![entry(Status::Valid, "issue")];
    if status != Status::Valid {
        history.push(entry(status, "通建劳险注〔2026〕8号"));
    }
    CertificateView {
        id: Default::default(),
        person: Default::default(),
        number: paper.number,
        number_human: paper.number_human,
        path_id: paper.path_id,
        title: paper.title,
        holder_name: paper.name,
        sex: paper.sex,
        id_number_masked: paper.id_number_masked,
        study_minutes: paper.study_minutes,
        exam_day: paper.exam_day,
        issuer: paper.issuer,
        issued_day: paper.issued_day,
        validity: paper.validity,
        photo: None,
        status,
        status_since: NOW,
        public_class: class(status),
        history,
        predecessor: None,
        successor: (status == Status::Superseded)
            .then(|| Link { number: "NTLZ320613-2027-000001-A".to_owned(), path_id: "0123456789ABCDEF".to_owned() }),
    }
}

//! What stands on the printed certificate (上岗证)?

use std::collections::BTreeMap;
use std::io::Cursor;

use image::{ImageFormat, ImageReader};
use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("certificate.typ");
const PHOTO_BYTES: usize = 2 << 20;
const PHOTO_PIXELS: u32 = 4096;

/// Everything that is printed on one certificate, frozen at issue. Texts are printed as they are: dates are written
/// out (2026年11月20日), the identity number arrives masked (`3206**************`), scores do not arrive at all.
/// Lengths are in Unicode scalar values. Source of the fields: the certificate specification, section 4.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct CertificatePaper {
    /// 证书名称, at most 24 characters.
    pub title: String,
    /// The number for reading, `通劳资〔2026〕000123号`, at most 32 characters.
    pub number_human: String,
    /// The number for machines, `NTLZ320613-2026-000123-K`, at most 40 characters.
    pub number_machine: String,
    /// 姓名, in full, at most 50 characters: as long as a name may be. A long one stands in two lines or three.
    pub name: String,
    /// 性别, at most 4 characters.
    pub sex: String,
    /// 身份证号: the first four characters and stars, at most 18 characters.
    pub id_number_masked: String,
    /// One-inch photo, JPEG, at most 2 MB and 4096 pixels a side; cut to 25 : 35. Embedded as it is, its metadata too.
    #[serde(skip)]
    pub photo_jpeg: Option<Vec<u8>>,
    /// 培训学时, `40学时`, at most 16 characters.
    pub hours_text: String,
    /// 考试日期, at most 16 characters.
    pub exam_day: String,
    /// 考试成绩, `合格`, at most 8 characters.
    pub result: String,
    /// 发证机关, at most 100 characters: as long as an office's name may be. A long one stands in several lines.
    pub issuer: String,
    /// 发证日期, at most 16 characters.
    pub issued_day: String,
    /// 有效期, `长期有效`, at most 16 characters.
    pub validity: String,
    /// Host and path of the public page, without `https://`, at most 64 characters.
    pub verify_url: String,
    /// The code beside that address.
    #[serde(skip)]
    pub qr: Qr,
    /// Stamped across when the certificate is no longer valid: `已注销`, at most 8 characters.
    pub status_stamp: Option<String>,
    /// 备注, `证书状态以网上查询为准`, at most 32 characters.
    pub remark: String,
    /// Identifies the document in its metadata, for all times; the path id will do. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// The moment of making in the document's metadata, milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// A QR code without its quiet zone, which the sheet adds.
#[derive(Debug, Clone)]
pub struct Qr {
    /// `width` × `width` modules, row by row, true for dark.
    pub modules: Vec<bool>,
    /// Modules a side: 21 to 177; 57 for version 10.
    pub width: usize,
}

/// Prints `paper` on one A5 sheet (210 × 148 mm). Same input and fonts, same bytes.
pub fn certificate(paper: &CertificatePaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let content = Content {
        families: fonts.families(),
        qr: QrRuns::of(&paper.qr)?,
        has_photo: paper.photo_jpeg.is_some(),
        paper,
    };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let mut files = BTreeMap::from([("certificate.json", json)]);
    if let Some(photo) = &paper.photo_jpeg {
        check_photo(photo)?;
        files.insert("photo.jpg", photo.clone());
    }
    let sheet = Sheet {
        template: TEMPLATE,
        files,
        pages: Pages::One,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `certificate.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    qr: QrRuns,
    has_photo: bool,
    #[serde(flatten)]
    paper: &'a CertificatePaper,
}

/// A code as a template draws it.
#[derive(Serialize)]
pub(crate) struct QrRuns {
    width: usize,
    runs: Vec<[usize; 3]>,
}

impl QrRuns {
    pub(crate) fn of(qr: &Qr) -> Result<Self, PaperFault> {
        Ok(Self { width: qr.width, runs: dark_runs(qr)? })
    }
}

fn check_texts(paper: &CertificatePaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let stamp = paper.status_stamp.as_deref().unwrap_or_default();
    let texts: [(&'static str, &str, usize); 15] = [
        ("title", &paper.title, 24),
        ("number_human", &paper.number_human, 32),
        ("number_machine", &paper.number_machine, 40),
        ("name", &paper.name, 50),
        ("sex", &paper.sex, 4),
        ("id_number_masked", &paper.id_number_masked, 18),
        ("hours_text", &paper.hours_text, 16),
        ("exam_day", &paper.exam_day, 16),
        ("result", &paper.result, 8),
        ("issuer", &paper.issuer, 100),
        ("issued_day", &paper.issued_day, 16),
        ("validity", &paper.validity, 16),
        ("verify_url", &paper.verify_url, 64),
        ("status_stamp", stamp, 8),
        ("remark", &paper.remark, 32),
    ];
    for (field, text, limit) in texts {
        if text.chars().count() > limit {
            return Err(PaperFault::TooLong { field, limit });
        }
        if let Some(character) = fonts.first_missing(text) {
            return Err(PaperFault::MissingGlyph { character, field });
        }
    }
    Ok(())
}

fn check_photo(jpeg: &[u8]) -> Result<(), PaperFault> {
    if jpeg.len() > PHOTO_BYTES {
        return Err(PaperFault::Photo);
    }
    let size = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).into_dimensions();
    match size {
        Ok((width, height)) if width.max(height) <= PHOTO_PIXELS => Ok(()),
        _ => Err(PaperFault::Photo),
    }
}

/// Dark stretches as (row, first column, length): fewer and larger shapes than modules, without seams inside a row.
fn dark_runs(qr: &Qr) -> Result<Vec<[usize; 3]>, PaperFault> {
    let is_legal = (21..=177).contains(&qr.width) && qr.width % 4 == 1;
    if !is_legal || qr.modules.len() != qr.width * qr.width {
        return Err(PaperFault::QrShape { modules: qr.modules.len(), width: qr.width });
    }
    let mut runs = Vec::new();
    for (row, modules) in qr.modules.chunks(qr.width).enumerate() {
        let mut column = 0;
        for stretch in modules.chunk_by(|left, right| left == right) {
            if stretch[0] {
                runs.push([row, column, stretch.len()]);
            }
            column += stretch.len();
        }
    }
    Ok(runs)
}

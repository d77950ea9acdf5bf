//! How are the form and the pledge of a filing set on paper? Chinese documents, whatever language their reader uses.

use app::lang::Lang;
use papers::{FilingPaper as FormPaper, Fonts, PaperFault, PledgePaper as PledgeSheet, filing, pledge};
use registry::filings::pledges::template;
use registry::filings::store::filing::FilingPaper;
use registry::filings::store::pledge::PledgePaper;
use registry::{Fault, Refusal};
use uuid::Uuid;

use super::in_turn;

/// # Errors
/// When this machine has no Chinese fonts, or none of them has a character of a name.
pub async fn print_filing(id: Uuid, printed: &FilingPaper) -> Result<Vec<u8>, Fault> {
    let paper = form(id, printed);
    in_turn(move || set(|fonts| filing(&paper, fonts))).await?
}

/// # Errors
/// As for [`print_filing`].
pub async fn print_pledge(id: Uuid, printed: &PledgePaper) -> Result<Vec<u8>, Fault> {
    let paper = sheet(id, printed)?;
    in_turn(move || set(|fonts| pledge(&paper, fonts))).await?
}

fn set(print: impl FnOnce(&Fonts) -> Result<papers::Pdf, PaperFault>) -> Result<Vec<u8>, Fault> {
    let fonts = Fonts::system().map_err(|_| Refusal::new("filings.paper_fonts"))?;
    match print(&fonts) {
        Ok(pdf) => Ok(pdf.bytes),
        Err(PaperFault::MissingGlyph { character, .. }) => {
            Err(Refusal::new("filings.paper_character").with("character", character).into())
        }
        Err(fault) => Err(Fault::internal(fault)),
    }
}

fn form(id: Uuid, printed: &FilingPaper) -> FormPaper {
    let (lang, form) = (Lang::Chinese, printed.form.clone());
    let planned = [("start", form.planned_start.chinese()), ("finish", form.planned_finish.chinese())];
    let planned: Vec<(&str, &str)> = planned.iter().map(|(name, day)| (*name, day.as_str())).collect();
    FormPaper {
        unit: form.unit,
        date: form.date.chinese(),
        project: form.project,
        planned: lang.fill("filing_forms.planned_period", &planned),
        address: form.address,
        owner: form.owner,
        owner_lead: form.owner_lead,
        owner_phone: form.owner_phone,
        supervisor: form.supervisor,
        chief_supervisor: form.chief_supervisor,
        supervisor_phone: form.supervisor_phone,
        contractor: form.contractor,
        project_manager: form.project_manager,
        manager_phone: form.manager_phone,
        officer: form.officer,
        officer_phone: form.officer_phone,
        joined: form.joined.chinese(),
        note: lang
            .fill("filing_forms.form_note", &[("version", &printed.version.to_string()), ("hash", &printed.form_hash)]),
        document_id: id.to_string(),
        made_at_ms: printed.drawn_up_at.0,
    }
}

fn sheet(id: Uuid, printed: &PledgePaper) -> Result<PledgeSheet, Fault> {
    let (lang, content) = (Lang::Chinese, printed.content.clone());
    let text = template(content.template)?;
    Ok(PledgeSheet {
        title: content.title,
        paragraphs: content.paragraphs,
        contractor_sign: text.contractor_sign.clone(),
        contractor: content.contractor,
        officer_sign: text.officer_sign.clone(),
        officer: content.officer,
        signature_png: printed.signature.clone(),
        signed_by: lang.code("filing_forms.signed_by", content.way.code()),
        day: content.signed_on.chinese(),
        note: lang.fill(
            "filing_forms.pledge_note",
            &[
                ("template", &content.template.to_string()),
                ("at", &printed.signed_at.chinese()),
                ("hash", &printed.content_hash),
            ],
        ),
        document_id: id.to_string(),
        made_at_ms: printed.signed_at.0,
    })
}

//! How is a certificate set on paper? From its frozen data, two documents at a time at most: each keeps a core busy.

mod boards;
mod duties;
mod filings;
mod records;

use app::certificates::{hours, stamp};
use app::lang::Lang;
use papers::{CertificatePaper, Fonts, PaperFault, Qr};
use registry::certificates::PaperData;
use registry::{Fault, Refusal};
use tokio::sync::Semaphore;

pub use boards::{print_board, print_return};
pub use duties::print_duties;
pub use filings::{print_filing, print_pledge};
pub use records::{print_record, print_staff};

const PLACES: usize = 2;
static PRESS: Semaphore = Semaphore::const_new(PLACES);

/// A sheet, or the character that no font of this machine has. A box is never printed in its place.
pub enum Print {
    Sheet(Vec<u8>),
    Waits(char),
}

/// # Errors
/// When this machine has no Chinese fonts, or the data are not what a sheet needs.
pub async fn print(data: &PaperData) -> Result<Print, Fault> {
    let paper = laid_out(data);
    in_turn(move || set(&paper)).await?
}

/// Waits for a place; whoever stops waiting for the sheet gives the place back when it is done, not before.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let place = PRESS.acquire().await.map_err(Fault::internal)?;
    let at_work = move || {
        let done = work();
        drop(place);
        done
    };
    tokio::task::spawn_blocking(at_work).await.map_err(Fault::internal)
}

/// The faces are looked up for each print and dropped after it: an idle server keeps none in memory.
fn set(paper: &CertificatePaper) -> Result<Print, Fault> {
    let fonts = Fonts::system().map_err(|_| Refusal::new("certificates.no_fonts"))?;
    match papers::certificate(paper, &fonts) {
        Ok(pdf) => Ok(Print::Sheet(pdf.bytes)),
        Err(PaperFault::MissingGlyph { character, .. }) => Ok(Print::Waits(character)),
        Err(fault) => Err(Fault::internal(fault)),
    }
}

/// The certificate is a Chinese document whatever language its reader uses.
fn laid_out(data: &PaperData) -> CertificatePaper {
    let lang = Lang::Chinese;
    CertificatePaper {
        title: data.title.clone(),
        number_human: data.number_human.clone(),
        number_machine: data.number.clone(),
        name: data.name.clone(),
        sex: lang.code("accounts.sexes", data.sex.code()),
        id_number_masked: data.id_number_masked.clone(),
        photo_jpeg: data.photo.as_ref().map(|photo| photo.content.clone()),
        hours_text: hours(lang, data.study_minutes),
        exam_day: data.exam_day.chinese(),
        result: data.result.clone(),
        issuer: data.issuer.clone(),
        issued_day: data.issued_day.chinese(),
        validity: data.validity.clone(),
        verify_url: data.page_url.split("://").last().unwrap_or_default().to_owned(),
        qr: Qr { modules: data.qr.modules.to_vec(), width: certs::qr::WIDTH },
        status_stamp: stamp(lang, data.status),
        remark: data.remark.clone(),
        document_id: data.path_id.clone(),
        made_at_ms: data.issued_at.0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_than_two_sheets_are_set_at_once() {
        let (at_work, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut gates = Vec::new();
        let mut sheets = Vec::new();
        for _ in 0..6 {
            let (open, gate) = mpsc::channel::<()>();
            gates.push(open);
            let (at_work, most) = (at_work.clone(), most.clone());
            sheets.push(tokio::spawn(in_turn(move || {
                most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // until the gate is dropped
                let _ = gate.recv();
                at_work.fetch_sub(1, Ordering::SeqCst);
            })));
        }
        while at_work.load(Ordering::SeqCst) < PLACES {
            tokio::task::yield_now().await;
        }
        // time for a third that would not wait
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(at_work.load(Ordering::SeqCst), PLACES);
        drop(gates);
        for sheet in sheets {
            sheet.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), PLACES);
    }
}

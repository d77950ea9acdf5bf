//! How does a city lie in files? `supplier-1/8-WorkerContract.ndjson`: each line the body of one request. `faults.ndjson`: each
//! line one planted fault.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use registry::fixtures::city::OBJECTS;

use super::Part;
use crate::failure::Failure;

pub const FAULTS: &str = "faults.ndjson";

/// How many faults there are.
pub(super) fn write(part: &Part, folder: &Path) -> Result<u64, Failure> {
    let made = |folder: &Path| fs::create_dir_all(folder).map_err(Failure::at(folder));
    made(folder)?;
    let faults_path = folder.join(FAULTS);
    let (mut faults, mut count) = (created(&faults_path)?, 0);
    for supplier in part.suppliers.iter().copied() {
        let own = of_supplier(folder, supplier);
        made(&own)?;
        for (nth, object) in (1..).zip(OBJECTS).filter(|(_, object)| part.objects.contains(object)) {
            let path = own.join(format!("{nth}-{}.ndjson", object.code()));
            let mut file = created(&path)?;
            part.city.each_batch(object, supplier, |batch| {
                writeln!(file, "{}", batch.body()).map_err(Failure::at(&path))?;
                for fault in &batch.planted {
                    let line = serde_json::to_string(fault).map_err(|error| Failure::sentence(error.to_string()))?;
                    writeln!(faults, "{line}").map_err(Failure::at(&faults_path))?;
                    count += 1;
                }
                Ok::<_, Failure>(())
            })?;
            file.flush().map_err(Failure::at(&path))?;
        }
    }
    faults.flush().map_err(Failure::at(&faults_path))?;
    Ok(count)
}

/// Where what a supplier sends lies.
pub(super) fn of_supplier(folder: &Path, supplier: u32) -> PathBuf {
    folder.join(format!("supplier-{}", supplier + 1))
}

pub(super) fn created(path: &Path) -> Result<BufWriter<File>, Failure> {
    File::create(path).map(BufWriter::new).map_err(Failure::at(path))
}

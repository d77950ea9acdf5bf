//! How is something put into a database that no page puts there? Beside the program, by the database's own tools.

use crate::failure::Failure;
use crate::load::program::Node;
use crate::places::Places;
use crate::soak::Ground;
use crate::step;

/// Changes the database and asks it something; the answer is one value.
pub fn changed(places: &Places, ground: &Ground, node: &Node, change: &Change) -> Result<String, Failure> {
    match &node.database {
        Some(url) => {
            let psql = ground.programs().join("psql");
            step::run(step::program(places, &psql).args(["-q", "-d", url, "-c", &change.postgres]))?;
            step::read(step::program(places, &psql).args(["-At", "-d", url, "-c", change.question]))
        }
        None => {
            let script = "import hashlib, sqlite3, sys\n\
                database = sqlite3.connect(sys.argv[1], timeout=60)\n\
                database.create_function('bytes_of', 1, bytes.fromhex)\n\
                database.create_function('sha256_hex', 1, lambda text: hashlib.sha256(text.encode()).hexdigest())\n\
                database.executescript(sys.argv[2])\n\
                print(database.execute(sys.argv[3]).fetchone()[0])";
            let file = node.data.join("shanggang.db");
            let mut python = step::program(places, "python3");
            step::read(python.args(["-c", script]).arg(file).arg(&change.sqlite).arg(change.question))
        }
    }
}

pub struct Change {
    pub sqlite: String,
    pub postgres: String,
    pub question: &'static str,
}

/// Everybody who has signed up has read the whole course: to read it takes hours.
pub fn everybody_learns(places: &Places, ground: &Ground, node: &Node) -> Result<(), Failure> {
    let read = "INSERT INTO course_completions (person_id, slug, course_id, credited_minutes, required_minutes, settled_at) \
        SELECT people.id, courses.slug, courses.id, 240, 240, 0 FROM people, courses WHERE courses.retired_at IS NULL \
        ON CONFLICT DO NOTHING";
    let question = "SELECT count(*) FROM course_completions";
    let told = changed(places, ground, node, &Change { sqlite: read.to_owned(), postgres: read.to_owned(), question })?;
    match told.trim().parse::<u64>() {
        Ok(1..) => Ok(()),
        _ => Err(Failure::Trial(format!("nobody learned: {told}"))),
    }
}

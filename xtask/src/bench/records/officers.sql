-- Officers, bindings, filings and what follows from them, for every accepted project of the city that nobody is bound to.
-- Words in braces are what the two databases say differently, and how many officers there are to be. A site has a number, and
-- what is there follows from it: one in twenty is without an officer, one in twenty has had a change, and tenths of the
-- others are accepted (five), wait (two), were returned and handed in again (one), were returned (one), are drafts (one).
{begin};

-- by how many days they are past; those to come have negative numbers
CREATE TEMP TABLE bench_days AS
WITH RECURSIVE past(d) AS (SELECT -10 UNION ALL SELECT d + 1 FROM past WHERE d < 100)
SELECT d, at, {day} AS day FROM (SELECT d, {now} - CAST(86400000 AS BIGINT) * d AS at FROM past) AS moments;

CREATE TEMP TABLE bench_sites AS
SELECT ROW_NUMBER() OVER (ORDER BY projects.id) - 1 AS s, projects.id AS project, projects.area, party.enterprise_id AS enterprise
FROM projects
INNER JOIN project_parties AS party ON party.project_id = projects.id AND party.role = 'general_contractor'
    AND party.withdrawn_at IS NULL AND party.left_on IS NULL
WHERE projects.accepted_at IS NOT NULL AND projects.merged_into IS NULL
    AND NOT EXISTS (SELECT 1 FROM bindings WHERE bindings.project_id = projects.id);

-- what the demonstration has handed in is the pattern of all others
CREATE TEMP TABLE bench_pattern AS
SELECT filings.id AS filing, filings.pledge_id AS pledge, filings.handed_in_by AS account, bindings.person_id AS person,
    bindings.certificate_id AS certificate
FROM filings INNER JOIN bindings ON bindings.id = filings.binding_id
WHERE filings.handed_in_at IS NOT NULL ORDER BY filings.handed_in_at LIMIT 1;

CREATE TEMP TABLE bench_officers AS
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {officers})
SELECT n, {new} AS person, {new} AS certificate FROM numbers;

INSERT INTO people (id, name, name_pinyin, id_number_sealed, id_number_index, birth_day, sex, phone_sealed, phone_index, photo,
    created_at, document_kind)
SELECT officers.person, people.name || officers.n, people.name_pinyin, id_number_sealed, 'officer-' || officers.n, birth_day, sex,
    phone_sealed, 'officer-' || officers.n, photo, created_at, document_kind
FROM bench_officers AS officers, bench_pattern AS pattern INNER JOIN people ON people.id = pattern.person;

-- whoever looks at the register reads their check characters, too (ISO 7064 MOD 37,36)
CREATE TEMP TABLE bench_numbers AS
WITH RECURSIVE letters(n, body, place, product) AS (
    SELECT officers.n, prefix || region || year || (100000 + officers.n), 1, 36
    FROM bench_officers AS officers, bench_pattern AS pattern
    INNER JOIN certificates ON certificates.id = pattern.certificate
    UNION ALL
    SELECT n, body, place + 1,
        2 * ((product + {position}('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', SUBSTR(body, place, 1)) - 2) % 36 + 1) % 37
    FROM letters WHERE place <= LENGTH(body)
)
SELECT n, SUBSTR('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (37 - product) % 36 + 1, 1) AS letter
FROM letters WHERE place > LENGTH(body);

-- one whose place in the status list is taken already is left out, and its officer answers for nothing
INSERT INTO certificates (id, prefix, region, year, serial, number, path_id, status_list, status_index, person_id, office_id,
    step, status, reserved_at, prepared_at, holder_name, title, issuer_name, issued_day, frozen, photo, unsigned_document,
    key_id, signed_document, code, issued_at)
SELECT officers.certificate, prefix, region, year, 100000 + officers.n,
    prefix || region || '-' || year || '-' || (100000 + officers.n) || '-' || letter,
    'BENCH' || (CAST(10000000000 AS BIGINT) + officers.n), status_list, 20000 + officers.n, officers.person, office_id, step,
    status, reserved_at, prepared_at, holder_name || officers.n, title, issuer_name, issued_day, frozen, photo,
    unsigned_document, key_id, signed_document, code, issued_at
FROM bench_officers AS officers
INNER JOIN bench_numbers AS numbers ON numbers.n = officers.n, bench_pattern AS pattern
INNER JOIN certificates ON certificates.id = pattern.certificate
WHERE 1 = 1 ON CONFLICT DO NOTHING;

-- the two receivers of a county
INSERT INTO offices (id, name, kind, area, industry, created_at)
SELECT {new}, areas.name || '（测量）' || kinds.kind, kinds.kind, areas.code, kinds.industry, days.at
FROM areas
INNER JOIN (SELECT 'human_resources' AS kind, CAST(NULL AS TEXT) AS industry UNION ALL SELECT 'industry', 'housing') AS kinds
    ON 1 = 1
INNER JOIN bench_days AS days ON days.d = 100
WHERE areas.code IN (SELECT area FROM bench_sites)
    AND NOT EXISTS (SELECT 1 FROM offices WHERE offices.area = areas.code AND offices.kind = kinds.kind);
CREATE TEMP TABLE bench_offices AS
SELECT area, CASE kind WHEN 'industry' THEN 'industry' ELSE 'people' END AS receiver, id AS office
FROM offices WHERE kind IN ('human_resources', 'industry');

-- who answers for a site now, who did before, and who helps: since when, and until when
CREATE TEMP TABLE bench_bound AS
SELECT {new} AS binding, plan.*, officers.person, officers.certificate FROM (
    SELECT s, project, area, enterprise, s + 1 AS n, 'responsible' AS duty, 3 + s % 70 AS since, CAST(NULL AS BIGINT) AS until
    FROM bench_sites WHERE s % 20 <> 7
    UNION ALL
    SELECT s, project, area, enterprise, s + 1, 'responsible', 60 + s % 30, s % 30 FROM bench_sites WHERE s % 40 = 7
    UNION ALL
    SELECT s, project, area, enterprise, total + 1 + s % ({officers} - total), 'responsible', 95, 3 + s % 70 + 1 + s % 9
    FROM bench_sites CROSS JOIN (SELECT COUNT(*) AS total FROM bench_sites) AS all_sites WHERE s % 20 = 3
    UNION ALL
    SELECT s, project, area, enterprise, officers.n, 'assistant', 3 + s % 50, NULL
    FROM bench_officers AS officers CROSS JOIN (SELECT COUNT(*) AS total FROM bench_sites) AS all_sites
    INNER JOIN bench_sites AS sites ON sites.s = (officers.n - total - 1) * 2 % total
    WHERE officers.n > total AND s % 20 <> 7
) AS plan
INNER JOIN bench_officers AS officers ON officers.n = plan.n
INNER JOIN certificates ON certificates.id = officers.certificate;

INSERT INTO bindings (id, person_id, certificate_id, enterprise_id, project_id, level, employment, duty, joined_on, asked_at,
    confirmed_at, ended_at, ended_reason)
SELECT binding, person, certificate, enterprise, project, 'project', 'full_time', duty, first.day, first.at, first.at, last.at,
    CASE WHEN last.at IS NOT NULL THEN '调离项目' END
FROM bench_bound
INNER JOIN bench_days AS first ON first.d = since
LEFT JOIN bench_days AS last ON last.d = until;

-- the forms of those who answer now, and of each that was returned and followed the second version
CREATE TEMP TABLE bench_filed AS
SELECT {new} AS filing, {new} AS pledge, binding, s, person, project, area, 1 AS version, s / 20 % 10 AS tenth, since - 2 AS d
FROM bench_bound WHERE duty = 'responsible' AND until IS NULL;
INSERT INTO bench_filed
SELECT {new}, pledge, binding, s, person, project, area, 2, tenth, d - 1 FROM bench_filed WHERE tenth = 7;

INSERT INTO pledges (id, binding_id, template, content_sealed, content_hash, way, signature, signed_by, signed_at)
SELECT filed.pledge, filed.binding, template, content_sealed, content_hash, way, signature, signed_by, days.at
FROM bench_filed AS filed
INNER JOIN bench_days AS days ON days.d = filed.d, bench_pattern AS pattern
INNER JOIN pledges ON pledges.id = pattern.pledge
WHERE filed.version = 1;

INSERT INTO filings (id, binding_id, version, kind, form_sealed, form_hash, drawn_up_by, drawn_up_at, handed_in_by,
    handed_in_at, filed_on, pledge_id, form_scan, pledge_scan)
SELECT filed.filing, filed.binding, filed.version, CASE WHEN filed.s % 20 = 3 THEN 'change' ELSE 'first' END, form_sealed,
    form_hash, drawn_up_by, days.at, CASE WHEN tenth < 9 THEN handed_in_by END, CASE WHEN tenth < 9 THEN days.at END,
    CASE WHEN tenth < 9 THEN days.day END, CASE WHEN tenth < 9 THEN filed.pledge END,
    CASE WHEN tenth < 9 THEN form_scan END, CASE WHEN tenth < 9 THEN pledge_scan END
FROM bench_filed AS filed
INNER JOIN bench_days AS days ON days.d = filed.d, bench_pattern AS pattern
INNER JOIN filings ON filings.id = pattern.filing;

INSERT INTO filing_receipts (id, filing_id, receiver, office_id, received_at, answer, answered_by, answered_at, reasons,
    superseded_at)
SELECT {new}, filing, receiver, office, received_at, answer, CASE WHEN answer IS NOT NULL THEN account END,
    CASE WHEN answer IS NOT NULL THEN later END, CASE WHEN answer = 'returned' THEN '公章不清晰' END,
    CASE WHEN answer IS NULL AND tenth = 7 AND version = 1 THEN later END
FROM (
    SELECT filed.filing, filed.version, tenth, receiver, office, days.at AS received_at,
        answered.at AS later, pattern.account,
        CASE
            WHEN tenth < 5 OR (tenth IN (6, 8) AND receiver = 'people') THEN 'accepted'
            WHEN (tenth = 8 AND receiver = 'industry') OR (tenth = 7 AND version = 1 AND receiver = 'people') THEN 'returned'
        END AS answer
    FROM bench_filed AS filed
    INNER JOIN bench_offices AS offices ON offices.area = filed.area
    INNER JOIN bench_days AS days ON days.d = filed.d
    INNER JOIN bench_days AS answered ON answered.d = filed.d - 1
    CROSS JOIN bench_pattern AS pattern
    WHERE tenth < 9
) AS received;

INSERT INTO first_tasks (id, person_id, filing_id, office_id, opened_at, trained_on, assessed_on, closed_by, closed_at)
SELECT {new}, filed.person, filed.filing, office_id, days.at, CASE WHEN s % 3 = 0 THEN later.day END,
    CASE WHEN s % 3 = 0 THEN later.day END, CASE WHEN s % 3 = 0 THEN account END, CASE WHEN s % 3 = 0 THEN later.at END
FROM bench_filed AS filed
INNER JOIN filing_receipts ON filing_receipts.filing_id = filed.filing AND receiver = 'people'
INNER JOIN bench_days AS days ON days.d = filed.d
INNER JOIN bench_days AS later ON later.d = filed.d - 1
CROSS JOIN bench_pattern
WHERE version = 1 AND s % 20 <> 3;

-- seven days stand for five working days
INSERT INTO officer_changes (id, binding_id, project_id, changed_on, working_days, due_on, is_provisional, rule_pack,
    successor_id, filed_at, filed_on, closed_at, closed_as)
SELECT {new}, gone.binding, gone.project, changed.day, 5, due.day, 0, 'bench', next.binding, filed.at, filed.day, filed.at,
    CASE WHEN filed.at IS NOT NULL THEN 'filed' END
FROM bench_bound AS gone
INNER JOIN bench_days AS changed ON changed.d = gone.until
INNER JOIN bench_days AS due ON due.d = gone.until - 7
LEFT JOIN bench_bound AS next ON next.s = gone.s AND next.duty = 'responsible' AND next.until IS NULL
LEFT JOIN bench_filed AS form ON form.binding = next.binding AND form.version = 1 AND form.tenth < 8
LEFT JOIN bench_days AS filed ON filed.d = form.d
WHERE gone.until IS NOT NULL;
INSERT INTO handovers (id, binding_id, project_id, items, hash, made_at)
SELECT {new}, binding, project, '[]', '', days.at FROM bench_bound INNER JOIN bench_days AS days ON days.d = until;

-- confirmed for every second site: filed for after the start, on its day, before it
INSERT INTO project_milestones (id, project_id, milestone, happened_on, recorded_at, confirmed_by, confirmed_at)
SELECT {new}, project, 'actual_start', days.day, days.at, account, days.at
FROM bench_sites
INNER JOIN bench_days AS days ON days.d = s % 70 + CASE s % 6 WHEN 0 THEN 3 WHEN 2 THEN 1 ELSE 0 END
CROSS JOIN bench_pattern
WHERE s % 2 = 0;

INSERT INTO agreements (project_id, standing, compared, compared_at)
SELECT project, CASE WHEN s % 20 = 7 OR s / 20 % 10 > 7 THEN 'not_filed' WHEN s % 10 = 4 THEN 'differs' ELSE 'agrees' END,
    'bench', days.at
FROM bench_sites INNER JOIN bench_days AS days ON days.d = 0
WHERE 1 = 1 ON CONFLICT DO NOTHING;
INSERT INTO disagreements (id, project_id, field, found_at)
SELECT {new}, agreements.project_id, fields.field, days.at
FROM agreements
INNER JOIN bench_sites ON bench_sites.project = agreements.project_id
INNER JOIN (SELECT 'phone' AS field, 0 AS nth UNION ALL SELECT 'officer', 1) AS fields ON fields.nth <= s / 10 % 2
INNER JOIN bench_days AS days ON days.d = 2
WHERE standing = 'differs';

INSERT INTO filing_reminders (id, project_id, enterprise_id, office_id, cause, words, sent_on, sent_by, sent_at)
SELECT {new}, project, enterprise, office, 'without_officer', '请尽快备案', days.day, account, days.at
FROM bench_sites
INNER JOIN bench_offices ON bench_offices.area = bench_sites.area AND receiver = 'people'
INNER JOIN bench_days AS days ON days.d = s % 10
CROSS JOIN bench_pattern
WHERE s % 40 = 27;

DROP TABLE bench_days;
DROP TABLE bench_sites;
DROP TABLE bench_pattern;
DROP TABLE bench_officers;
DROP TABLE bench_numbers;
DROP TABLE bench_offices;
DROP TABLE bench_bound;
DROP TABLE bench_filed;
COMMIT;

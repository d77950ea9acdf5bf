-- One row and more for every table, by the step that makes it. {1} is a key, {bytes} a content.
-- step m0001_ground
INSERT INTO leases VALUES ('job:a', 'node', 1);
INSERT INTO jobs VALUES ('a', 1, NULL, NULL, 0);
INSERT INTO audit_entries VALUES (0, 1, 1, 'system:test', 'make', 'thing', 'a', '{}', '', 'h');
INSERT INTO blobs VALUES ('h1', 'image/jpeg', 1, {bytes}, 1);
INSERT INTO areas VALUES ('1', '上级', NULL, NULL, NULL);
INSERT INTO areas VALUES ('2', '下级', '1', '2020-01-01', NULL);
INSERT INTO rule_packs VALUES ({1}, 'a', '2', 1, '2026-01-01', '{}', 1);
-- step m0002_people
INSERT INTO people (id, name, name_pinyin, id_number_sealed, id_number_index, birth_day, sex, phone_sealed, phone_index, photo, created_at)
    VALUES ({1}, '王芳', 'wang fang', {bytes}, 'i1', '1990-01-01', 'female', {bytes}, 'p1', 'h1', 1);
INSERT INTO people (id, name, name_pinyin, id_number_sealed, id_number_index, birth_day, sex, phone_sealed, phone_index, photo, created_at)
    VALUES ({2}, '李强', 'li qiang', {bytes}, 'i2', '1990-01-01', 'male', {bytes}, 'p2', NULL, 1);
INSERT INTO accounts VALUES ({1}, {1}, 'p1', 'x', '2026-11', 1, 0, NULL, 1);
INSERT INTO accounts VALUES ({2}, {2}, 'p2', 'x', '2026-11', 1, 0, NULL, 1);
INSERT INTO sessions VALUES ({1}, 't1', {1}, 'cookie', 'test', 1, 1, 2, NULL);
INSERT INTO setup_links VALUES ({1}, 't1', 1, 2, 1, {1});
INSERT INTO offices VALUES ({1}, '主管部门', 'issuer', '2', NULL, 1);
INSERT INTO grants VALUES ({1}, {2}, 'proctor', {1}, {1}, 1, NULL, NULL, NULL, NULL);
INSERT INTO enterprises VALUES ({1}, '企业', 'c1', '2', {1}, 1, {2}, 1);
INSERT INTO enterprise_members VALUES ({1}, {1}, {1}, 'administrator', 1, NULL);
INSERT INTO identity_confirmations VALUES ({1}, {1}, {2}, {1}, NULL, 'identity_card', 1, NULL, NULL);
INSERT INTO full_views VALUES ({1}, {1}, {2}, '核对', 1);
-- step m0003_courses
INSERT INTO courses VALUES ({1}, 'c', 1, '课程', '', 'h', 1, NULL);
INSERT INTO lessons VALUES ({1}, {1}, 'l', 1, '章', '课', 'post', 10, '[]', '[]', '');
INSERT INTO reading_cursors VALUES ({1}, {1}, 'window', 1);
INSERT INTO readings VALUES ({1}, {1}, {1}, 1, 2);
INSERT INTO lesson_progress VALUES ({1}, {1}, 500, 1, NULL);
INSERT INTO quiz_attempts VALUES ({1}, {1}, {1}, 1, '[]', 0, 1);
-- step m0004_questions
INSERT INTO facts VALUES ('f', 'law', '法', '第一条', '事实', 'law', '{}');
INSERT INTO questions VALUES ('q', 1);
INSERT INTO question_versions VALUES ('v', 'q', 1, 'single', 'p', 'easy', 'official', 'law', '{}', 'ready', 1);
-- step m0005_exams
INSERT INTO exams VALUES ({1}, '考试', 'certification', 'published', 'roster', {1}, {1}, 1, 2, '{}', '{}', 'a', '[]', {bytes}, {2}, 1, 1);
INSERT INTO exam_roster VALUES ({1}, {1}, 0, NULL, {2}, 1);
INSERT INTO attempts VALUES ({1}, {1}, {1}, 1, 'finished', 1, 2, 3, NULL, 1, 'test', '{}', 2, 'hand_in');
INSERT INTO attempts VALUES ({2}, {1}, {2}, 1, 'open', 1, 2, 3, 3, 1, 'test', '{}', NULL, NULL);
INSERT INTO answers VALUES ({1}, 1, 1, 1, 1, 15, 1, 1, 0, 1);
INSERT INTO attempt_events VALUES ({1}, {1}, 1, 'opened', '{}');
INSERT INTO results VALUES ({1}, {1}, {1}, 9000, 10000, 8000, 'passed', '{}', 2, NULL, 2);
-- step m0006_certificates
INSERT INTO number_counters VALUES ('NTLZ', '320600', 2026, 2);
INSERT INTO certificates (id, prefix, region, year, serial, number, path_id, status_list, status_index, person_id, office_id, attempt_id,
    predecessor, step, status, reserved_at, holder_name, title, issuer_name, issued_day, frozen, photo)
    VALUES ({1}, 'NTLZ', '320600', 2026, 1, 'n1', 'p1', 0, 1, {1}, {1}, {1}, NULL, 'issued', 'superseded', 1, '王芳', '证', '处',
    '2026-11-20', '{}', 'h1');
INSERT INTO certificates (id, prefix, region, year, serial, number, path_id, status_list, status_index, person_id, office_id, attempt_id,
    predecessor, step, status, reserved_at, holder_name, title, issuer_name, issued_day, frozen, photo)
    VALUES ({2}, 'NTLZ', '320600', 2026, 2, 'n2', 'p2', 0, 2, {1}, {1}, NULL, {1}, 'reserved', 'valid', 1, '王芳', '证', '处',
    '2026-11-20', '{}', NULL);
INSERT INTO certificate_statuses VALUES ({1}, {1}, 'superseded', 1, '更名', NULL, 'system:test', {2});
INSERT INTO status_lists VALUES (0, 'revocation', 1, 1, 2, 0, '{}');
-- step m0007_origins
UPDATE question_versions SET origin = 'loaded';
UPDATE blobs SET home = 'folder';
-- step m0008_rooms
INSERT INTO attempt_pauses VALUES ({1}, {2}, '停电', {2}, 1, NULL, NULL, NULL);
INSERT INTO exam_notices VALUES ({1}, {1}, {2}, 'extra_time', 10, '', '停电', {2}, 1);
INSERT INTO exam_proposals VALUES ({1}, {1}, {1}, 'void', 0, '替考', {2}, 1, 'confirmed', NULL, {1}, 2);
INSERT INTO superseded_results VALUES ({1}, {1}, {1}, '{}', 2);
INSERT INTO status_cases VALUES ({1}, {1}, {1}, '成绩无效', {2}, 2, NULL, NULL, NULL);
INSERT INTO clock_alarms VALUES ({1}, 'node', 1, 6000, NULL, NULL, NULL, NULL);
-- step m0009_truth
INSERT INTO receipts VALUES ({1}, {1}, '{}', 'z1', '00000000', 'AAAA-AAAA-AAAA-AAAA', 2);
INSERT INTO exam_commitments VALUES ({1}, 'c', 1);
-- step m0010_security
INSERT INTO second_factors VALUES ({1}, {2}, {bytes}, 1, 2, 3, NULL, NULL, NULL, NULL);
INSERT INTO second_factors VALUES ({2}, {2}, {bytes}, 1, NULL, 0, 2, {1}, 'replaced', NULL);
INSERT INTO recovery_codes VALUES ({1}, 'h1', NULL);
INSERT INTO half_sign_ins VALUES ({1}, 't1', {1}, 'cookie', 1, 2, NULL);
INSERT INTO throttles VALUES ('sign_in', 's', 1, 0, 1, 0);
INSERT INTO one_time_codes VALUES ({1}, {1}, 'password', 'in_person', 'h', NULL, {2}, '当面', 1, 2, NULL);
INSERT INTO one_time_codes VALUES ({2}, NULL, 'password', 'message', 'h', NULL, NULL, NULL, 1, 2, NULL);
INSERT INTO demo_messages VALUES ({1}, {bytes}, {bytes}, 1);
INSERT INTO data_requests VALUES ({1}, {1}, 'name', '王方', '王芳', '笔误', 1, 2, {2}, {1}, NULL, 'corrected', '已核对', NULL);
INSERT INTO data_requests VALUES ({2}, {2}, 'deletion', NULL, NULL, '不再使用', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
-- step m0011_authoring
INSERT INTO question_drafts VALUES ({1}, 'q', 'v', '{}', 'approved', 1, {1}, 1, 1);
INSERT INTO question_events VALUES ({1}, 'q', {1}, 'v', 'approve', 1, {2}, '', '现行文本');
INSERT INTO question_uploads VALUES ({1}, 'h1', 'xlsx', '试题.xlsx', {1}, 1, NULL);
INSERT INTO fact_changes VALUES ({1}, 'f', 'mark', '{}', '原文', '现行文本', {1}, 1, {2}, 2);
INSERT INTO question_flags VALUES ({1}, 'v', 'f', '修订', {1}, 1, NULL, NULL, '');
-- step m0012_practice
INSERT INTO practice_rounds VALUES ({1}, {1}, '{}', '{}', 1, 2);
INSERT INTO practice_answers VALUES ({1}, 1, {1}, 3, 'incomplete', 1);
INSERT INTO practice_marks VALUES ({1}, 'q', 0, 0, 1, 0, 'wrong', 1, 1);
INSERT INTO practice_favourites VALUES ({1}, 'q', 1);
INSERT INTO question_reports VALUES ({1}, 'q', 'v', {1}, 'key', '答案与条文不符', 1, 'accepted', '已经更正', {2}, 2);
-- step m0013_regrading
INSERT INTO complaints VALUES ({1}, {1}, {1}, {1}, 0, 'C/320600/1', 2);
INSERT INTO complaint_steps VALUES ({1}, {1}, 'filed', NULL, '成绩有误', {1}, 2, '2026-12-01', 0);
INSERT INTO complaint_steps VALUES ({2}, {1}, 'answered', 'upheld', '答案有误', {2}, 3, NULL, 0);
INSERT INTO regrades VALUES ({1}, {1}, 1, {1}, '[]', '{}', 'h', '答案有误', {1}, 3, NULL, 'confirmed', NULL, {2}, 4);
INSERT INTO regraded_results VALUES ({1}, {1}, '{}', 4);
-- step m0014_lessons
INSERT INTO course_drafts VALUES ({1}, 'c', '{}', 'published', 2, {1}, 1, 1);
INSERT INTO course_events VALUES ({1}, 'c', {1}, {1}, 'publish', 1, {2}, '');
INSERT INTO course_completions VALUES ({1}, 'c', {1}, 10, 10, 1);
INSERT INTO lesson_answers VALUES ({1}, {1}, {1}, 'q', 'v', 'A', 1);
UPDATE courses SET origin = 'authored', note = '第二课改写';
INSERT INTO videos VALUES ({1}, '开户.mp4', 'video/mp4', 1, 1000, 'h', '["h1"]', NULL, NULL, {1}, 1);
INSERT INTO watchings VALUES ({1}, {1}, {1}, 0, 500, 1);
UPDATE lessons SET read_since = 2, video_id = {1}, video_ms = 1000;
UPDATE reading_cursors SET media_ms = 500;
UPDATE lesson_progress SET video_ms = 500;
-- step m0015_lifting
UPDATE data_requests SET lifted_at = 3, lifted_by = {2}, lifted_reason = '本人到场恢复';
-- step m0016_waivers
UPDATE exam_roster SET lockdown_reason = '读屏软件不能在专用浏览器中使用';
-- step m0017_large_columns
UPDATE exam_pools SET pool = '[1]';
-- step m0018_enterprises
UPDATE enterprises SET short_name = '企', legal_representative = '王芳', address = '人民路1号', phone_sealed = {bytes}, phone_index = 'p', updated_at = 2;
INSERT INTO enterprises (id, name, credit_code, area, registered_at) VALUES ({2}, '企业二', 'c2', '2', 1) ON CONFLICT DO NOTHING;
UPDATE enterprises SET merged_into = {1}, batch_id = {1} WHERE id = {2};
INSERT INTO enterprise_kinds VALUES ({1}, 'general');
INSERT INTO enterprise_changes VALUES ({1}, {1}, 'phone', NULL, NULL, NULL, {bytes}, '换号', {1}, 2, NULL);
INSERT INTO enterprise_supervisions VALUES ({2}, {1}, {1}, {2}, 1, {2}, 1, '误收');
INSERT INTO enterprise_merges VALUES ({1}, {2}, {1}, '同一企业', {1}, 2, 'confirmed', NULL, {2}, 3);
UPDATE enterprise_members SET added_by = {2}, ended_by = NULL;
UPDATE areas SET replaced_by = '2', changed_at = 1, valid_to = '2019-12-31' WHERE code = '1';
INSERT INTO office_changes VALUES ({1}, 'industry', 'water', 'name', '水务', '水利', '更名', {1}, 1);
-- step m0019_projects
INSERT INTO projects VALUES ({1}, '某小区一期', '2', 'housing', '新城街道', '世纪大道1号', 120867000000, 32010000000, 'housing', 'new', 'large', 1250000, NULL, 38000000000,
    '2026-03-01', '2028-03-01', {1}, 'needed', 1, {1}, 1, {2}, 2, NULL, NULL);
INSERT INTO projects VALUES ({2}, '某小区', '2', 'housing', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'needed', 0, {1}, 1, NULL, NULL, {1}, NULL);
INSERT INTO project_changes VALUES ({1}, {1}, 'name', '某小区', '某小区一期', NULL, {1}, 2, NULL);
INSERT INTO project_merges VALUES ({1}, {2}, {1}, '重复登记', {2}, 3);
INSERT INTO project_codes VALUES ({1}, {1}, 'national', '320613-1', {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_documents VALUES ({1}, 'h1', '开工令.jpg', {1}, 1);
INSERT INTO project_parties VALUES ({1}, {1}, {1}, 'general_contractor', '2026-03-01', NULL, {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_managers VALUES ({1}, {1}, {1}, {1}, 'project_manager', '2026-03-01', NULL, {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_permits VALUES ({1}, {1}, '320613202602010101', '2026-02-01', '某小区一期', 'h1', {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_milestones VALUES ({1}, {1}, 'actual_start', '2026-03-02', 'h1', {1}, 1, {2}, 2, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_shutdowns VALUES ({1}, {1}, '2027-02-01', '2027-02-20', 'spring_festival', '春节放假停工', NULL, 'ahead', NULL, {1}, 1, 'approved', {2}, 2, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_exemptions VALUES ({1}, {1}, 'device_outage', '2026-05-01', '2026-05-03', 'power', '工地停电三天', 'h1', 'afterwards', {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_statuses VALUES ({1}, {1}, 'building', '2026-03-02', NULL, {1}, 1, {2}, 2, NULL, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_accounts VALUES ({1}, {1}, '企业', '102', '崇川支行', {bytes}, 'a1', '2026-03-01', NULL, 'h1', {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_deposits VALUES ({1}, {1}, 'bank_guarantee', 50000000, '某银行', 'BH-1', '2026-03-01', '2028-03-01', 'h1', {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO project_checks VALUES ({1}, {1}, 'wage_account', {1}, '2026-06-01', '协议已核对', {2}, 2);
INSERT INTO project_tasks VALUES ({1}, {1}, 'supplier', '2026-02-20', '某科技公司', NULL, {1}, 1, NULL, NULL, NULL, NULL, NULL);
INSERT INTO integrity_records VALUES ({1}, 'rating', {1}, NULL, {1}, '2026-06-01', '2026-06-01', NULL, 'A', '某局', NULL, NULL, NULL, NULL, NULL, NULL, {1}, {2}, 2, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO integrity_records VALUES ({2}, 'complaint', NULL, {1}, {1}, '2026-06-01', '2026-06-01', NULL, NULL, NULL, {1}, 'open', NULL, NULL, NULL, NULL, {1}, {2}, 2, NULL, NULL, NULL, NULL, NULL, NULL);
-- step m0020_workers
UPDATE people SET document_kind = '08' WHERE id = {2};
INSERT INTO person_particulars VALUES ({1}, {1}, '汉族', {bytes}, '某公安局', '2015-05-01', '2035-05-01', 'h1', 'rural', '02', '[]', {1}, 1, NULL, {1});
INSERT INTO person_particulars VALUES ({2}, {1}, '汉族', {bytes}, '某公安局', NULL, NULL, NULL, NULL, NULL, '[]', {1}, 1, 2, NULL);
INSERT INTO worker_names VALUES ('wangfang', {1});
INSERT INTO teams VALUES ({1}, {1}, {1}, '钢筋一班', '2026-03-01', NULL, {1}, 1, NULL, NULL, {1});
INSERT INTO registrations VALUES ({1}, {1}, {1}, {1}, {1}, 'worker', '020', '钢筋工', 1, {1}, 1, NULL, '2026-03-02', NULL, NULL, NULL, NULL, {1});
INSERT INTO registrations VALUES ({2}, {2}, {1}, {1}, NULL, 'manager', '900', '安全员', 1, {1}, 1, {1}, '2026-03-02', '2026-04-02', {1}, 2, '误录', NULL);
INSERT INTO registration_stays VALUES ({1}, {1}, '2026-03-02', NULL, {1}, 1, NULL, NULL, NULL, NULL, NULL, {1}, NULL);
INSERT INTO registration_stays VALUES ({2}, {2}, '2026-03-02', '2026-04-02', {1}, 1, {1}, 2, {1}, 3, '误录', NULL, {1});
INSERT INTO team_leaders VALUES ({1}, {1}, {1}, '2026-03-02', NULL, {1}, 1, NULL, NULL, NULL);
INSERT INTO contracts VALUES ({1}, {1}, {1}, {1}, 'labour_contract', 'fixed_term', '2026-03-01', '2026-03-01', '2026-12-31', 'day', 35000, NULL, 15, 'next', NULL, 'h1', {1}, 1, NULL, NULL, NULL, NULL, {1}, 2, '日期有误', NULL);
INSERT INTO contracts VALUES ({2}, {1}, {1}, {1}, 'written_agreement', 'until_work_done', '2026-03-01', '2026-03-01', NULL, 'piece', 100, '81', NULL, NULL, 1, NULL, {1}, 1, '2026-06-01', {1}, 3, {1}, NULL, NULL, NULL, {1});
INSERT INTO worker_trainings VALUES ({1}, {1}, {1}, 'safety_disclosure', '2026-03-01', 60, 'passed', '陈师傅', 'h1', {1}, 1, NULL, NULL, NULL, {1});
INSERT INTO wage_cards VALUES ({1}, {1}, {bytes}, 'c1', '102', '某银行', NULL, NULL, '王芳', '2026-03-02', {1}, 1, NULL, NULL, NULL, {1});
INSERT INTO gate_denials VALUES ({1}, {1}, {1}, '2026-03-01', NULL, '打架斗殴', {1}, 1, NULL, NULL, NULL, NULL);
INSERT INTO gate_refusals VALUES ({1}, {1}, NULL, '周过客', {bytes}, 'd1', 1, 'registration', NULL, NULL, {1}, 1, {1});
INSERT INTO gate_refusals VALUES ({2}, {1}, {1}, NULL, NULL, NULL, 1, 'other', '酒后', 'h1', {1}, 1, NULL);
INSERT INTO contract_reminders VALUES ({1}, {1}, {1}, 40, 38, '2026-03-10', '请补签', {1}, 1);
-- step m0021_attendance
INSERT INTO attendance_events VALUES ({1}, 1, {1}, {1}, {1}, 'in', 'face', '一号门', 'device', NULL, 'record', NULL, 1, 2, 0, 'k1', NULL, NULL, NULL, {1}, NULL);
INSERT INTO attendance_events VALUES ({2}, 2, {1}, {1}, {1}, 'in', 'face', '一号门', 'manual', NULL, 'correct', {1}, 2, 3, 1, NULL, {1}, {2}, 4, NULL, NULL);
INSERT INTO attendance_arrivals VALUES ({1}, {1}, 1, 1);
INSERT INTO attendance_days VALUES ({1}, '1970-01-01', {1}, {1}, {1}, {1}, 1, 2, 1, 480, '[]', '[]', 3);
INSERT INTO attendance_seen VALUES ({1}, 1, 2, 3);
INSERT INTO attendance_seen_workers VALUES ({1}, {1}, 1, 2, 3);
INSERT INTO attendance_unmatched VALUES ({1}, {1}, {2}, 1, '1970-01-01', 'in', NULL, 'unknown_worker', {bytes}, 2, 3, 'matched', {1});
INSERT INTO attendance_unjudged VALUES ({1}, '1970-01-01');
INSERT INTO attendance_anomalies VALUES ({1}, {1}, '1970-01-01', {1}, {1}, {1}, 'entry_without_exit', 1, {1}, 2, 3, NULL, NULL);
INSERT INTO attendance_reports VALUES ({1}, '1970-01-01', 1, '{}', {1}, 2);
-- step m0022_wages
INSERT INTO payment_batches VALUES ({1}, {1}, {1}, {bytes}, 'a1', {1}, 1, NULL);
INSERT INTO payment_steps VALUES ({1}, 'sent', '[]', 'C/320600/1', {1}, 2);
INSERT INTO payment_rows VALUES ({1}, {1}, 0, {1}, 'P1', {1}, '2026-10', 'wages', {bytes}, 'c1', '王芳', 100, 10, 90, 2600, NULL);
INSERT INTO payment_results VALUES ({1}, 1, 'succeeded', 90, 3, 'R1', NULL, {1}, 4, NULL);
-- step m0023_feeds
INSERT INTO feed_suppliers VALUES ({1}, '某科技公司', 'c1', '2', {1}, {1}, 1, {2}, 2, '合同到期');
INSERT INTO feed_keys VALUES ({1}, {1}, 'own', '', {bytes}, {1}, 1, {2}, 2, {1}, 3, NULL, 4, NULL, NULL, NULL);
INSERT INTO feed_keys VALUES ({2}, {1}, 'national', '320613-1', NULL, {1}, 1, NULL, NULL, NULL, NULL, NULL, NULL, {2}, 2, '资料不全');
INSERT INTO feed_scopes VALUES ({1}, {1}, {1}, '320613-1', '["WorkerAttendance"]', {1}, {1}, 1, {2}, 2, '2026-03-01', NULL, NULL, NULL);
INSERT INTO feed_nonces VALUES ({1}, 'n1', 3);
INSERT INTO feed_batches VALUES ({1}, {1}, {1}, NULL, 'WorkerAttendance', 'b1', 'h', 100, 2, 1, 2, '[]', 0, 3, 1, 0, 1, NULL, {2}, 4, '重复报送', '[]');
INSERT INTO feed_batches VALUES ({2}, NULL, NULL, {1}, 'Payroll', 'b2', 'h', 100, 2, 1, 2, '[]', 5, NULL, 0, 0, 0, 3, NULL, NULL, NULL, NULL);
INSERT INTO feed_bodies VALUES ({1}, 2, {bytes});
INSERT INTO feed_row_errors VALUES ({1}, 2, 'idCardNumber', 'items[0].dataList[1]', 'people.id_number_check', '{}');
INSERT INTO feed_seen VALUES ({1}, {1}, '2026-03-01', 1, 2);
INSERT INTO feed_days VALUES ({1}, '2026-03-01', 1, 2);
INSERT INTO feed_outages VALUES ({1}, {1}, '2026-04-01', '2026-04-03', '机房断电', {2}, 2, {2}, 3, '日期有误');
-- step m0024_bindings
INSERT INTO bindings VALUES ({1}, {1}, {1}, {1}, {1}, 'project', 'full_time', 'responsible', '2026-03-02', {1}, 1, {2}, 2, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO bindings VALUES ({2}, {2}, {2}, {1}, NULL, 'enterprise', 'full_time', NULL, '2026-03-02', {2}, 1, NULL, NULL, {1}, 2, '并非本单位人员', NULL, NULL, NULL);
-- step m0025_takeovers
INSERT INTO person_takeovers VALUES ({1}, {1}, {bytes}, 1);
-- step m0026_enterprise_sheets
UPDATE enterprises SET revision = 1;
INSERT INTO enterprise_sheets VALUES ({1}, '企业.xlsx', {bytes}, {1}, 1, NULL);
-- step m0027_project_decisions
INSERT INTO project_merges VALUES ({2}, {1}, {2}, '同一工程', {1}, 2, 'declined', '不是同一工程', {2}, 3);
INSERT INTO project_completeness VALUES ({1}, 9000, 5000, NULL, NULL, 7000, 3);
-- step m0028_workers
INSERT INTO person_phone_changes VALUES ({1}, {1}, {bytes}, {bytes}, {1}, {1}, 2, {1});
INSERT INTO worker_sheets VALUES ({1}, {1}, '进场名单.xlsx', {bytes}, {1}, 1, 2, 40);
INSERT INTO worker_sheets VALUES ({2}, {1}, '进场名单.xlsx', NULL, {1}, 1, NULL, NULL);
-- step m0029_attendance
INSERT INTO attendance_rematches VALUES ({1}, {1}, '1970-01-01', 1);
INSERT INTO attendance_closed_months VALUES ('1970-01', 'attendance_events_1970_01', 1);
INSERT INTO attendance_by_hand VALUES ({1}, {1}, {1}, 1, 'in', 'record', NULL, '考勤设备停电', {1}, 2, 'approved', {2}, 3, NULL);
INSERT INTO attendance_explanations VALUES ({1}, {1}, '当日去医院', {1}, 2);
-- step m0030_wage_dues
INSERT INTO wage_dues VALUES ({1}, '2026-10', {1}, {1}, 22, 770000, '2026-11-13', 0, 700000, NULL, '2026-11-13');
INSERT INTO wage_months_stale VALUES ({1}, '2026-11', '2026-11-20');
INSERT INTO payment_withdrawals VALUES ({1}, {1}, 'P1', '重复报送', {1}, 5, {1}, 6);
-- step m0031_feeds
INSERT INTO feed_batch_projects VALUES ({1}, {1}, 2);
-- step m0032_imports
INSERT INTO imports VALUES ({1}, {1}, NULL, 'WorkerAttendance', 'csv', '考勤.csv', {1}, 1, 2, 'h1', 100, 'gb18030', NULL, NULL, NULL, 3, 2, 0, 1, 3, {1}, 4, 3, 2, 0, 1, 5, 0, {2}, 6, '重复导入', 7, NULL);
INSERT INTO imports VALUES ({2}, NULL, {1}, 'Payroll', 'xlsx', '工资.xlsx', NULL, 1, 2, 'h2', 100, NULL, 3, 'imports.not_a_workbook', '{}', 0, 0, 0, 0, NULL, NULL, NULL, 0, 0, 0, 0, NULL, 1, NULL, NULL, NULL, NULL, 8);
INSERT INTO import_pieces VALUES ({1}, {1}, 0, {bytes});
INSERT INTO import_batches VALUES ({1}, 0, {1});
INSERT INTO import_errors VALUES ({1}, 2, 'idCardNumber', 'people.id_number_check', '{}');
-- step m0035_document_views
INSERT INTO document_views VALUES ({1}, {1}, 'h1', {1}, {1}, '核对合同', 1);
INSERT INTO document_views VALUES ({2}, {1}, 'h1', NULL, {1}, '核对合同', 2);
-- step m0033_lifted_voids
UPDATE exam_proposals SET act = 'lift' WHERE id = {1};
-- step m0034_site_days
INSERT INTO attendance_anomalies VALUES ({2}, {1}, '1970-01-02', {1}, {1}, {1}, 'entered_without_contract', 1, {1}, 2, NULL, NULL, NULL);
INSERT INTO attendance_unreported VALUES ({1}, '1970-01-02');
UPDATE project_tasks SET task = 'device_installation', ended_on = '2026-06-01' WHERE task = 'supplier';
-- step m0037_rates_and_sheets
UPDATE contracts SET rate_fen = NULL WHERE id = {2};
-- step m0036_payment_answers
INSERT INTO payment_answers VALUES ({1}, {1}, 1, {1}, 4, NULL, NULL, NULL);
INSERT INTO payment_answers VALUES ({2}, {1}, 1, {1}, 4, {1}, 5, '回单不属于本批次');
INSERT INTO payment_results VALUES ({1}, 2, 'returned', 90, 4, NULL, '账户已注销', {1}, 4, NULL, {2}, 5);
-- step m0038_exam_rooms
UPDATE exam_roster SET room = '第一考场';
UPDATE exam_notices SET room = '第一考场';
-- step m0039_old_certificates
INSERT INTO old_certificate_sheets VALUES ({1}, '旧证.xlsx', {bytes}, {1}, 1, 2, NULL, NULL, NULL);
INSERT INTO old_certificate_sheets VALUES ({2}, '旧证.xlsx', NULL, {1}, 1, 2, 3, {2}, '导入了错误的表格');
INSERT INTO old_certificates VALUES ({1}, '通建劳2021-0001', '通建劳20210001', '王芳', {bytes}, 'i1', '2021-05-01', '南通市建筑工程管理处', '2024-03-01', {bytes}, 'c1', {1}, 3, {2});
-- step m0041_record_sheets
INSERT INTO record_sheets VALUES ({2}, '项目.xlsx', {bytes}, {1}, 1, 2, 3, '导入了错误的表格', 'projects');
-- step m0042_rule_changes
INSERT INTO rule_changes VALUES ({1}, 'A', '2', '2027-01-01', '{"exam.minutes":100}', '题量增加', {1}, 1, 'confirmed', NULL, {2}, 2, 2);
INSERT INTO rule_changes VALUES ({2}, 'A', '2', '2027-02-01', '{"exam.minutes":110}', '题量增加', {1}, 3, NULL, NULL, NULL, NULL, NULL);
-- step m0043_calendar_years
INSERT INTO calendar_years VALUES ({1}, 2027, '["通知"]', '["2027-01-01"]', '[]', '2027.json', {1}, 1, 'confirmed', NULL, {2}, 2);
INSERT INTO calendar_years VALUES ({2}, 2028, '["通知"]', '["2028-01-01"]', '[]', '2028.json', {1}, 1, 'declined', '文件有误', {1}, 2);
-- step m0040_project_counts
INSERT INTO project_counts VALUES ({1}, '2026-11-20', 40, 38, 31, 33, 4);
-- step m0044_loaded_texts
INSERT INTO fact_changes VALUES ({2}, 'f', 'text', '{}', '', '', NULL, 1, NULL, NULL);
INSERT INTO question_flags VALUES ({2}, 'v', 'f', '', NULL, 1, NULL, 2, '');
-- step m0045_identity_withdrawals
UPDATE identity_confirmations SET withdrawn_at = 2, withdrawn_reason = '证件与本人不符', withdrawn_by = {2};
-- step m0047_audit_actors
UPDATE audit_entries SET actor = 'anonymous';
-- step m0046_recertifications
INSERT INTO recertifications VALUES ({1}, {1}, '企业申请重新培训取证', {1}, 5);
-- step m0048_pledges
INSERT INTO pledges VALUES ({1}, {1}, 1, {bytes}, 'h', 'typed', NULL, {1}, 3, {1}, 4, '重新签署');
INSERT INTO pledges VALUES ({2}, {1}, 2, {bytes}, 'h', 'drawn', 'h1', {1}, 5, NULL, NULL, NULL);
-- step m0049_filings
INSERT INTO filings VALUES ({1}, {1}, 1, 'first', {bytes}, 'h', {1}, 6, {1}, 8, '2026-03-02', {2}, 'h1', 'h1');
INSERT INTO filings VALUES ({2}, {1}, 2, 'change', {bytes}, 'h', {1}, 9, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO filing_receipts VALUES ({1}, {1}, 'people', {1}, 8, 'returned', {2}, 9, '电话有误', NULL);
INSERT INTO filing_receipts VALUES ({2}, {1}, 'industry', {1}, 8, NULL, NULL, NULL, NULL, NULL);
INSERT INTO filing_scans VALUES ({1}, {1}, NULL, 'h1', '备案表.jpg', {1}, 7);
INSERT INTO filing_scans VALUES ({2}, NULL, {2}, 'h1', '承诺书.pdf', {1}, 7);
INSERT INTO first_tasks VALUES ({1}, {1}, {1}, {1}, 8, '2026-03-10', '2026-03-12', {2}, 10);
-- step m0050_officer_changes
INSERT INTO officer_changes VALUES ({1}, {1}, {1}, '2026-11-20', 5, '2026-11-27', 0, 'B/320600/1', NULL, NULL, NULL, NULL, NULL);
INSERT INTO handovers VALUES ({1}, {1}, {1}, '[]', 'h', 3, {1}, 4, '', {2}, {1}, 5, '', NULL, NULL, NULL);
-- step m0051_capacity
INSERT INTO capacity_tasks VALUES ({1}, {1}, 100, 100, '{}', 1, '2026-12-21', 0, 'A/320613/1', NULL, NULL);
INSERT INTO capacity_consents VALUES ({1}, 1, 'granted', '两个项目相邻', {2}, 2);
INSERT INTO capacity_consents VALUES ({2}, 1, NULL, NULL, NULL, NULL);
INSERT INTO filing_reminders VALUES ({1}, {1}, {1}, {1}, 'without_officer', '请尽快配备', '2026-11-20', {1}, 1, NULL, NULL);
-- step m0052_boards
INSERT INTO board_contacts VALUES ({1}, '2', '', 'arbitration', '仲裁院', '0513-80000000', NULL, '公告', '2026-01-01', NULL, {1}, {1}, 1, NULL, {2}, 2, '已更换');
INSERT INTO board_contacts VALUES ({2}, '2', 'housing', 'industry_complaints', '住建局', '0513-80000001', '演示路1号', '公告', '2026-01-01', NULL, {1}, {1}, 2, {1}, NULL, NULL, NULL);
INSERT INTO boards VALUES ({1}, {1}, 1, 't1', {1}, {1}, '王芳', 'p1', '项目', '企业', {bytes}, 'h', {1}, 1, 2);
INSERT INTO boards VALUES ({2}, {1}, 2, 't2', {1}, {1}, '王芳', 'p2', '项目', '企业', {bytes}, 'h', {1}, 2, NULL);
INSERT INTO board_photos VALUES ({1}, {1}, 'h1', '2026-11-20', '大门东侧', 120900000000, 32000000000, {1}, 2);
INSERT INTO board_checks VALUES ({1}, {1}, 'in_order', '2026-11-20', '位置醒目', {2}, 3);
-- step m0053_returns
INSERT INTO real_name_statements VALUES ({1}, {1}, {1}, {bytes}, 'p1', 1, NULL);
INSERT INTO agreements VALUES ({1}, 'differs', '', 1);
INSERT INTO disagreements VALUES ({1}, {1}, 'phone', 1, 2);
INSERT INTO disagreements VALUES ({2}, {1}, 'phone', 3, NULL);
INSERT INTO disagreement_values VALUES ({1}, {1}, {bytes}, 1);
INSERT INTO monthly_returns VALUES ({1}, '2', '2026-10', 1, '2026-11-10', 'on_time', '{}', 'h', NULL, {1}, {1}, 1);
INSERT INTO monthly_returns VALUES ({2}, '2', '2026-10', 2, '2026-11-10', 'late', '{}', 'h', '数据更正', {1}, {1}, 2);
-- step m0054_notices
INSERT INTO notices VALUES ({1}, {1}, NULL, NULL, {1}, 'daily_report_missing', {1}, '{"project":"项目"}', '2026-11-19', NULL, 1, 2, 3);
INSERT INTO notices VALUES ({2}, NULL, {1}, NULL, {1}, 'daily_report_missing', {2}, '{}', NULL, {1}, 1, NULL, NULL);
INSERT INTO notice_readings VALUES ({1}, {1}, 2);
INSERT INTO mail_addresses VALUES ({1}, {1}, {bytes}, 'zh-CN', 't1', 1, 2, NULL);
INSERT INTO mail_addresses VALUES ({2}, {1}, {bytes}, 'en', 't2', 3, NULL, NULL);
INSERT INTO letters VALUES ({1}, {1}, {1}, NULL, NULL, NULL, 1, NULL, 1, NULL, 2, NULL, NULL);
INSERT INTO letters VALUES ({2}, {1}, NULL, {bytes}, {bytes}, {bytes}, 1, 9, 1, 5, NULL, NULL, 'code 450');
-- step m0055_clock_sightings
INSERT INTO clock_sightings VALUES ('boot', 'node', 1, 1);
UPDATE clock_alarms SET stopped_at = 1;
-- step m0060_list_orders
UPDATE projects SET name = name;
-- step m0056_exam_withdrawals
INSERT INTO exam_withdrawals VALUES ({1}, 2, 'text', '{}', 'c2', 2, {1});
INSERT INTO exam_withdrawals VALUES ({1}, 3, 'loaded', '{}', 'c3', 3, NULL);
UPDATE exams SET pool_version = 3;
UPDATE attempts SET pool_version = 2, reached = 5;
INSERT INTO exam_openings VALUES ({1}, {1}, 4);
-- step m0057_area_sheets
UPDATE record_sheets SET about = 'areas' WHERE id = {2};
UPDATE areas SET batch_id = {1} WHERE code = '2';
UPDATE industries SET batch_id = {1} WHERE code = 'water';
-- step m0061_nominations
UPDATE bindings SET experience_years = 6, employer_statement = '熟悉实名制管理' WHERE id = {1};
UPDATE bindings SET proposed_by = 'enterprise' WHERE id = {2};

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

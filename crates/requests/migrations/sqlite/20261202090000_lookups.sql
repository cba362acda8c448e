-- By which erasure, retention and imports find what leads to a message or a file, without reading whole tables.
CREATE INDEX arrival_contact ON arrival (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX arrival_bytes ON arrival (content_key);
CREATE INDEX contact_content ON contact (content_key) WHERE content_key IS NOT NULL;
CREATE INDEX dispatch_content ON dispatch (content_key) WHERE content_key IS NOT NULL;

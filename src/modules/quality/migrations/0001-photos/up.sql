-- Photos of what an inspector saw. They lie in the database, so that whoever backs up the books has them; the browser has made them small before.
create schema quality;
create table quality.photo (
  org_id uuid not null, id uuid not null, doc_id uuid not null, line_no int, name text not null, kind text not null check (kind in ('image/jpeg', 'image/png', 'image/webp')),
  bytes int not null, sha text not null, image bytea not null, thumb bytea not null, made_by uuid not null, made_by_name text not null, at timestamptz not null,
  primary key (org_id, id), foreign key (org_id, doc_id) references books.document (org_id, id)
);
create index photo_of on quality.photo (org_id, doc_id, at);
-- Photos are compressed already.
alter table quality.photo alter column image set storage external, alter column thumb set storage external;
alter table quality.photo enable row level security;
alter table quality.photo force row level security;
create policy wall on quality.photo to hengcang_app using (org_id = books.org()) with check (org_id = books.org());
grant usage on schema quality to hengcang_app;
grant select, insert, delete on quality.photo to hengcang_app;

-- Who writes. `handle` is the name in files that are imported: importing one again changes the same author.
create table author (
  tenant_id uuid not null,
  id uuid not null,
  handle text not null,
  name text not null,
  bio text not null default '',
  -- article_image.source of the picture
  avatar_source text,
  position int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, handle)
);
call platform.lock_tenant_table('author');

-- Pictures of articles and authors, by what the merchant calls them. A template's own and those in our storage need no fetching.
create table article_image (
  tenant_id uuid not null,
  id uuid not null,
  source text not null,
  state text not null check (state in ('pending', 'stored', 'unreachable')),
  url text,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  error text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, source)
);
call platform.lock_tenant_table('article_image');
create index article_image_due on article_image (next_attempt_at) where state <> 'stored';

create table article (
  tenant_id uuid not null,
  id uuid not null,
  handle text not null,
  author_id uuid not null,
  title text not null,
  summary text not null default '',
  cover_source text,
  channel text,
  tags text[] not null default '{}',
  -- blocks in reading order, see services/commerce/src/magazine/article-body.ts
  body jsonb not null,
  read_minutes int not null check (read_minutes >= 1),
  comments_open boolean not null default true,
  state text not null default 'draft' check (state in ('draft', 'scheduled', 'published', 'withdrawn')),
  publish_at timestamptz,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, handle),
  foreign key (tenant_id, author_id) references author (tenant_id, id),
  check (state <> 'scheduled' or publish_at is not null),
  check (state <> 'published' or published_at is not null)
);
call platform.lock_tenant_table('article');
-- each serves one list of the shopper's, keyset paged
create index article_by_age on article (tenant_id, published_at desc, id desc) where state = 'published';
create index article_by_channel on article (tenant_id, channel, published_at desc, id desc) where state = 'published';
create index article_by_author on article (tenant_id, author_id, published_at desc, id desc) where state = 'published';
-- serves the count of an author's articles and the check before an author is deleted
create index article_of_author on article (tenant_id, author_id);
-- serves the merchant's list
create index article_by_state on article (tenant_id, state, id desc);
-- serves the sweeper that publishes
create index article_due on article (publish_at) where state = 'scheduled';

-- What readers did, counted. Beside the article: a thousand readers must not wait for its editor, nor the editor for them.
create table article_tally (
  tenant_id uuid not null,
  article_id uuid not null,
  likes int not null default 0 check (likes >= 0),
  favourites int not null default 0 check (favourites >= 0),
  comments int not null default 0 check (comments >= 0),
  primary key (tenant_id, article_id),
  foreign key (tenant_id, article_id) references article (tenant_id, id) on delete cascade
) with (fillfactor = 50);
call platform.lock_tenant_table('article_tally');

create table article_like (
  tenant_id uuid not null,
  article_id uuid not null,
  shopper_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, article_id, shopper_id),
  foreign key (tenant_id, article_id) references article (tenant_id, id) on delete cascade,
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('article_like');

create table article_favourite (
  tenant_id uuid not null,
  shopper_id uuid not null,
  article_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id, article_id),
  foreign key (tenant_id, article_id) references article (tenant_id, id) on delete cascade,
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('article_favourite');
-- serves a shopper's list, newest first
create index article_favourite_by_age on article_favourite (tenant_id, shopper_id, created_at desc, article_id desc);
-- serves the deletion of an article
create index article_favourite_by_article on article_favourite (tenant_id, article_id);

-- A shopper's words under an article. `held`: nobody has agreed to them yet, only their writer sees them.
create table article_comment (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  article_id uuid not null,
  shopper_id uuid not null,
  -- null once it is refused or taken back: nobody needs the words any more
  words text,
  digest bytea not null,
  state text not null check (state in ('held', 'shown', 'hidden', 'refused', 'withdrawn')),
  reply text,
  replied_at timestamptz,
  reports int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, article_id) references article (tenant_id, id) on delete cascade,
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('article_comment');
-- the same words said twice under one article are a double tap
create unique index article_comment_once on article_comment (tenant_id, shopper_id, article_id, digest)
  where state in ('held', 'shown', 'hidden');
-- serves the page of an article
create index article_comment_shown on article_comment (tenant_id, article_id, id desc) where state = 'shown';
-- serves the deletion of an article
create index article_comment_by_article on article_comment (tenant_id, article_id);
-- serves the merchant's list
create index article_comment_by_state on article_comment (tenant_id, state, id desc);
create index article_comment_reported on article_comment (tenant_id, id desc) where reports > 0 and state = 'shown';

-- One report per reader and comment.
create table comment_report (
  tenant_id uuid not null,
  comment_id uuid not null,
  shopper_id uuid not null,
  reason text not null check (reason in ('advertising', 'abuse', 'illegal', 'other')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, comment_id, shopper_id),
  foreign key (tenant_id, comment_id) references article_comment (tenant_id, id) on delete cascade,
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('comment_report');

-- Comments pass WeChat's content security as an order's note does; `subject_key` is the article's id.
alter table content_check drop constraint content_check_field_check;
alter table content_check add constraint content_check_field_check
  check (field in ('note', 'reason', 'nickname', 'avatar', 'comment'));

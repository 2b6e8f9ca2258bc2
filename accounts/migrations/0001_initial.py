import accounts.models
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from accounts.history import AddTriggers, BeginHistory


# Who works in this session: the user of the context that the backend writes (clearances.postgresql), null for nobody.
ACTOR = """
CREATE FUNCTION accord_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(split_part(current_setting('accord.context', true), ':', 1), '')::bigint
$$
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_the_people_and_their_parties'),
        ('accounts', '0002_every_version_is_kept'),
        ('accounts', '0003_parties_have_further_names_and_codes'),
        ('accounts', '0004_people_are_invited_and_leave'),
        ('accounts', '0005_staff_officers_keep_resources_and_calendars'),
        ('accounts', '0006_users_may_read_date_time_groups'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunSQL(ACTOR, 'DROP FUNCTION accord_actor()'),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.known_zone])),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='GroupEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.group')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=24)),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.known_zone])),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('is_nation', models.BooleanField()),
                ('nation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='accounts.party')),
                ('members', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='accounts.group')),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('other_names', models.JSONField(blank=True, default=dict)),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('alpha2', models.CharField(blank=True, max_length=2)),
                ('numeric', models.CharField(blank=True, max_length=3)),
                ('nato_code', models.CharField(blank=True, max_length=8)),
                ('zone', models.CharField(max_length=64, validators=[accounts.models.known_zone])),
                ('is_fictitious', models.BooleanField(default=False)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'parties',
                'ordering': ['name_en'],
                'permissions': [('plan_programs', 'May create programs that this party owns'), ('keep_resources', "May keep this party's resources and decide who books them"), ('keep_calendar', "May keep this party's blackout periods"), ('administer_clearances', "May request and confirm clearances in this party's policies"), ('certify_nationals', "May certify, suspend and revoke clearances of this nation's people"), ('release', 'May approve release of what this party owns'), ('audit', 'May read the audit record of this party')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_nation', False), models.Q(('members__isnull', True), ('nation__isnull', True)), _connector='OR'), name='nation_belongs_to_nobody', violation_error_message='A nation belongs to no other party.'), models.UniqueConstraint(condition=models.Q(('alpha2', ''), _negated=True), fields=('alpha2',), name='one_party_per_alpha2', violation_error_message='Another party has this code.'), models.UniqueConstraint(condition=models.Q(('numeric', ''), _negated=True), fields=('numeric',), name='one_party_per_numeric', violation_error_message='Another party has this code.'), models.UniqueConstraint(condition=models.Q(('nato_code', ''), _negated=True), fields=('nato_code',), name='one_party_per_nato_code', violation_error_message='Another party has this code.'), models.CheckConstraint(condition=models.Q(('is_nation', True), models.Q(('alpha2', ''), ('numeric', '')), _connector='OR'), name='iso_codes_are_those_of_nations', violation_error_message='Only nations have ISO 3166 codes.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.group')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.party')),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['group', 'party', 'starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_it_starts'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('group', '='), ('party', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='one_membership_at_a_time', violation_error_message='It is a member on some of these days already.')],
            },
        ),
        migrations.CreateModel(
            name='PartyEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.party')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=24)),
                ('is_nation', models.BooleanField()),
                ('nation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('members', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.group')),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('other_names', models.JSONField(blank=True, default=dict)),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('alpha2', models.CharField(blank=True, max_length=2)),
                ('numeric', models.CharField(blank=True, max_length=3)),
                ('nato_code', models.CharField(blank=True, max_length=8)),
                ('zone', models.CharField(max_length=64, validators=[accounts.models.known_zone])),
                ('is_fictitious', models.BooleanField(default=False)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_name', models.CharField(blank=True, max_length=80)),
                ('family_name', models.CharField(max_length=80)),
                ('rank', models.CharField(blank=True, max_length=40)),
                ('post', models.CharField(blank=True, max_length=120)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.party')),
                ('nationalities', models.ManyToManyField(blank=True, related_name='+', to='accounts.party')),
            ],
            options={
                'verbose_name_plural': 'people',
                'ordering': ['family_name', 'given_name'],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('group_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='auth.group')),
                ('kind', models.CharField(choices=[('personal', 'One person'), ('cell', 'Planning cell'), ('delegation', 'Delegation'), ('office', 'Office')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='accounts.party')),
            ],
            options={
                'ordering': ['title'],
            },
            bases=('auth.group',),
            managers=[
                ('objects', django.contrib.auth.models.GroupManager()),
            ],
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.membership')),
                ('id', models.BigIntegerField()),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.group')),
                ('party', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='NationalityEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('id', models.BigIntegerField()),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person')),
                ('party', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PersonEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.person')),
                ('id', models.BigIntegerField()),
                ('organisation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.party')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='user', to='accounts.person')),
                ('personal_team', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='owner', to='accounts.team')),
                ('language', models.CharField(default='en', max_length=5)),
                ('zone', models.CharField(blank=True, max_length=64, validators=[accounts.models.known_zone])),
                ('writes_dtg', models.BooleanField(default=False)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('needs_second_factor', models.BooleanField(default=False)),
                ('sessions_ended', models.PositiveIntegerField(default=0)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
                ('suspension_reason', models.CharField(blank=True, max_length=200)),
                ('posting_ends_on', models.DateField(blank=True, null=True)),
                ('posting_ends_at', models.DateTimeField(blank=True, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('is_staff', False), ('is_superuser', False)), name='nobody_is_superuser'), models.CheckConstraint(condition=models.Q(('suspended_at__isnull', True), ('is_active', False), _connector='OR'), name='suspended_users_are_not_active'), models.CheckConstraint(condition=models.Q(models.Q(('posting_ends_at__isnull', True), ('posting_ends_on__isnull', True)), models.Q(('posting_ends_at__isnull', False), ('posting_ends_on__isnull', False)), _connector='OR'), name='posting_has_both_ends_or_none')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ('device', models.CharField(max_length=60)),
                ('round', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-seen_at', 'pk'],
                'indexes': [models.Index(fields=['user', '-seen_at'], name='sign_ins_of_a_user')],
            },
        ),
        migrations.CreateModel(
            name='TeamMemberEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('id', models.BigIntegerField()),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.group')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor', models.BigIntegerField(db_default=models.Func(function='accord_actor'), null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('id', models.BigIntegerField()),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.person')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Admission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='admissions', to='accounts.party')),
                ('given_name', models.CharField(blank=True, max_length=80)),
                ('family_name', models.CharField(max_length=80)),
                ('rank', models.CharField(blank=True, max_length=40)),
                ('post', models.CharField(blank=True, max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(default='en', max_length=5)),
                ('nationalities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None)),
                ('is_liaison', models.BooleanField(default=False)),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('token_hash', models.CharField(blank=True, max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='admission', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-proposed_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('token_hash', ''), _negated=True), fields=('token_hash',), name='admission_by_token'), models.CheckConstraint(condition=models.Q(models.Q(('used_at__isnull', True), ('user__isnull', True)), models.Q(('used_at__isnull', False), ('user__isnull', False)), _connector='OR'), name='admission_used_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.user_groups',),
        ),
        migrations.CreateModel(
            name='Nationality',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.person_nationalities',),
        ),
        BeginHistory('PartyEvent', of='Party'),
        BeginHistory('GroupEvent', of='Group'),
        BeginHistory('MembershipEvent', of='Membership'),
        BeginHistory('PersonEvent', of='Person'),
        BeginHistory('UserEvent', of='User'),
        BeginHistory('NationalityEvent', of='Person_nationalities'),
        BeginHistory('TeamMemberEvent', of='User_groups'),
        AddTriggers('Group', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_groupevent" ("code", "id", "name_en", "name_fr", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (NEW."code", NEW."id", NEW."name_en", NEW."name_fr", clock_timestamp(), \'insert\', NEW."id", NEW."zone"); RETURN NULL;', hash='fdedee63a4aedc16b5aa4be5de105de97bd776aa', operation='INSERT', pgid='pgtrigger_insert_insert_d02af', table='accounts_group', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_groupevent" ("code", "id", "name_en", "name_fr", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (NEW."code", NEW."id", NEW."name_en", NEW."name_fr", clock_timestamp(), \'update\', NEW."id", NEW."zone"); RETURN NULL;', hash='98b83f351e66d26e85fce83578054087f9e5e374', operation='UPDATE', pgid='pgtrigger_update_update_0d200', table='accounts_group', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_groupevent" ("code", "id", "name_en", "name_fr", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (OLD."code", OLD."id", OLD."name_en", OLD."name_fr", clock_timestamp(), \'delete\', OLD."id", OLD."zone"); RETURN NULL;', hash='6a27459879a20cd675c17feb6dddda9b9d8dc398', operation='DELETE', pgid='pgtrigger_delete_delete_fcfce', table='accounts_group', when='AFTER')),
        ]),
        AddTriggers('Party', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_partyevent" ("aliases", "alpha2", "code", "id", "is_fictitious", "is_nation", "members_id", "name_en", "name_fr", "nation_id", "nato_code", "numeric", "other_names", "pgh_created_at", "pgh_label", "pgh_obj_id", "suspended_at", "zone") VALUES (NEW."aliases", NEW."alpha2", NEW."code", NEW."id", NEW."is_fictitious", NEW."is_nation", NEW."members_id", NEW."name_en", NEW."name_fr", NEW."nation_id", NEW."nato_code", NEW."numeric", NEW."other_names", clock_timestamp(), \'insert\', NEW."id", NEW."suspended_at", NEW."zone"); RETURN NULL;', hash='a1b2eacc5ccba8dfdbdbedb977de0207528c68ef', operation='INSERT', pgid='pgtrigger_insert_insert_aa3aa', table='accounts_party', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_partyevent" ("aliases", "alpha2", "code", "id", "is_fictitious", "is_nation", "members_id", "name_en", "name_fr", "nation_id", "nato_code", "numeric", "other_names", "pgh_created_at", "pgh_label", "pgh_obj_id", "suspended_at", "zone") VALUES (NEW."aliases", NEW."alpha2", NEW."code", NEW."id", NEW."is_fictitious", NEW."is_nation", NEW."members_id", NEW."name_en", NEW."name_fr", NEW."nation_id", NEW."nato_code", NEW."numeric", NEW."other_names", clock_timestamp(), \'update\', NEW."id", NEW."suspended_at", NEW."zone"); RETURN NULL;', hash='561305436e22642486fd62198d51ca1a84d93399', operation='UPDATE', pgid='pgtrigger_update_update_954c9', table='accounts_party', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_partyevent" ("aliases", "alpha2", "code", "id", "is_fictitious", "is_nation", "members_id", "name_en", "name_fr", "nation_id", "nato_code", "numeric", "other_names", "pgh_created_at", "pgh_label", "pgh_obj_id", "suspended_at", "zone") VALUES (OLD."aliases", OLD."alpha2", OLD."code", OLD."id", OLD."is_fictitious", OLD."is_nation", OLD."members_id", OLD."name_en", OLD."name_fr", OLD."nation_id", OLD."nato_code", OLD."numeric", OLD."other_names", clock_timestamp(), \'delete\', OLD."id", OLD."suspended_at", OLD."zone"); RETURN NULL;', hash='faff4267f23afc3cd2cc58a045658efbc145d94c', operation='DELETE', pgid='pgtrigger_delete_delete_33b3a', table='accounts_party', when='AFTER')),
        ]),
        AddTriggers('Membership', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("ends_on", "group_id", "id", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."ends_on", NEW."group_id", NEW."id", NEW."party_id", clock_timestamp(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='74d11b940f0f4170d21546ecdf2c1b9183ac6712', operation='INSERT', pgid='pgtrigger_insert_insert_fc05a', table='accounts_membership', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershipevent" ("ends_on", "group_id", "id", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."ends_on", NEW."group_id", NEW."id", NEW."party_id", clock_timestamp(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='918b0ec00e28a596f555dd7734d95ce59da64ff9', operation='UPDATE', pgid='pgtrigger_update_update_20ab5', table='accounts_membership', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("ends_on", "group_id", "id", "party_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (OLD."ends_on", OLD."group_id", OLD."id", OLD."party_id", clock_timestamp(), \'delete\', OLD."id", OLD."starts_on"); RETURN NULL;', hash='d07233bb4735e6c17b8b90d97dd46f6e3d2ec883', operation='DELETE', pgid='pgtrigger_delete_delete_19a8f', table='accounts_membership', when='AFTER')),
        ]),
        AddTriggers('Person', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_personevent" ("id", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."organisation_id", clock_timestamp(), \'insert\', NEW."id"); RETURN NULL;', hash='5af681696773dc847d8188dbbec4a75c996e4eb1', operation='INSERT', pgid='pgtrigger_insert_insert_6b541', table='accounts_person', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id"))', func='INSERT INTO "accounts_personevent" ("id", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."organisation_id", clock_timestamp(), \'update\', NEW."id"); RETURN NULL;', hash='13fc93229b945b470fe1e201651e13423524181a', operation='UPDATE', pgid='pgtrigger_update_update_70819', table='accounts_person', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_personevent" ("id", "organisation_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."organisation_id", clock_timestamp(), \'delete\', OLD."id"); RETURN NULL;', hash='16c4e0dff1d70574e96b8463830b240fad50e93a', operation='DELETE', pgid='pgtrigger_delete_delete_18acd', table='accounts_person', when='AFTER')),
        ]),
        AddTriggers('User', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("id", "is_active", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."is_active", NEW."person_id", clock_timestamp(), \'insert\', NEW."id"); RETURN NULL;', hash='da97c9e32426b75487524f9efe6a99865c2300f4', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id"))', func='INSERT INTO "accounts_userevent" ("id", "is_active", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."is_active", NEW."person_id", clock_timestamp(), \'update\', NEW."id"); RETURN NULL;', hash='94460c4cf4e406f86925b13fd59e983c7cc68108', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("id", "is_active", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."is_active", OLD."person_id", clock_timestamp(), \'delete\', OLD."id"); RETURN NULL;', hash='b53f0657b3d4fffc805db4dd13f18d37187daf0e', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER')),
        ]),
        AddTriggers('TeamMember', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_teammemberevent" ("group_id", "id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."group_id", NEW."id", clock_timestamp(), \'insert\', NEW."user_id"); RETURN NULL;', hash='d2f2fe6f368c490c076e2cac909aff5fc50f2dea', operation='INSERT', pgid='pgtrigger_insert_insert_25c3d', table='accounts_user_groups', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_teammemberevent" ("group_id", "id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."group_id", NEW."id", clock_timestamp(), \'update\', NEW."user_id"); RETURN NULL;', hash='43bc8275b29088b7c9686678cd37e2a7b4a25e98', operation='UPDATE', pgid='pgtrigger_update_update_ae202', table='accounts_user_groups', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_teammemberevent" ("group_id", "id", "pgh_created_at", "pgh_label", "user_id") VALUES (OLD."group_id", OLD."id", clock_timestamp(), \'delete\', OLD."user_id"); RETURN NULL;', hash='75d20c84274ddb21703f4555a90e89cc9dc702e5', operation='DELETE', pgid='pgtrigger_delete_delete_a88ab', table='accounts_user_groups', when='AFTER')),
        ]),
        AddTriggers('Nationality', [
            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_nationalityevent" ("id", "party_id", "person_id", "pgh_created_at", "pgh_label") VALUES (NEW."id", NEW."party_id", NEW."person_id", clock_timestamp(), \'insert\'); RETURN NULL;', hash='10617274c1c6729396fcd2b1b4486a3b39ac1ab7', operation='INSERT', pgid='pgtrigger_insert_insert_ea747', table='accounts_person_nationalities', when='AFTER')),
            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_nationalityevent" ("id", "party_id", "person_id", "pgh_created_at", "pgh_label") VALUES (NEW."id", NEW."party_id", NEW."person_id", clock_timestamp(), \'update\'); RETURN NULL;', hash='bbd5e577ee3456711d9259043920cda7c38fbd32', operation='UPDATE', pgid='pgtrigger_update_update_7003e', table='accounts_person_nationalities', when='AFTER')),
            pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_nationalityevent" ("id", "party_id", "person_id", "pgh_created_at", "pgh_label") VALUES (OLD."id", OLD."party_id", OLD."person_id", clock_timestamp(), \'delete\'); RETURN NULL;', hash='214c1ee6ed14583df38df40ce59ba502c7879688', operation='DELETE', pgid='pgtrigger_delete_delete_eeb3a', table='accounts_person_nationalities', when='AFTER')),
        ]),
    ]

import BaseSchema from '@ioc:Adonis/Lucid/Schema'
import { tables } from '../settings'

/** After the COMMIT, PostgreSQL notifies every process that a session has ended. The stamp is not secret. */
export default class SessionChanges extends BaseSchema {
  public async up() {
    if (this.db.dialect.name !== 'postgres') return

    this.schema.raw(`
      create function notify_session_change() returns trigger language plpgsql as $$
      begin
        perform pg_notify('session_changes', old.stamp);
        return null;
      end $$;

      create trigger session_changed after update of user_id, end_reason, expires_at on ${tables().sessions} for each row
      when (old.user_id is not null and old.end_reason is null and (
        new.end_reason is not null or new.user_id is distinct from old.user_id or new.expires_at < old.expires_at
      ))
      execute function notify_session_change();

      create trigger session_deleted after delete on ${tables().sessions} for each row
      when (old.user_id is not null and old.end_reason is null and old.expires_at > extract(epoch from now()) * 1000)
      execute function notify_session_change();
    `)
  }

  public async down() {
    if (this.db.dialect.name !== 'postgres') return
    this.schema.raw('drop function notify_session_change() cascade')
  }
}

import { DateTime } from 'luxon'
import { column } from '@ioc:Adonis/Lucid/Orm'

/** Declares a column of milliseconds since 1970, the same in either database. */
export const instant = () =>
  column({
    prepare: (time: DateTime | null) => time && time.toMillis(),
    consume: (milliseconds: number | string | null) =>
      milliseconds === null ? null : DateTime.fromMillis(Number(milliseconds)),
  })

import { randomUUID } from 'crypto'
import { DateTime } from 'luxon'
import View from '@ioc:Adonis/Core/View'
import { compileOnce, inheritGlobals, trimTheEnd } from '../framework/edge'
import { canSend } from 'App/Mail/transport'
import { cached } from 'App/View/cached'
import { labelOf } from 'App/View/labelOf'
import { render, renderLine } from 'App/View/markdown'
import { siteUrl } from 'App/View/siteUrl'
import { dayAndTime, inUtc, timeAgo } from 'App/View/timeAgo'

View.global('formKey', randomUUID)
View.global('canSendMail', canSend)
View.global('cached', cached)
View.global('renderLesson', render)
View.global('renderLine', renderLine)
View.global('labelOf', labelOf)
View.global('siteUrl', siteUrl)
View.global('inUtc', inUtc)
View.global('timeAgo', timeAgo)
View.global('dayAndTime', dayAndTime)
View.global('inSeconds', (seconds: number) =>
  DateTime.fromMillis(Date.now() + seconds * 1000, { zone: 'utc' }),
)

compileOnce()
inheritGlobals()
trimTheEnd()

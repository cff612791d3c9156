import { randomUUID } from 'crypto'
import { DateTime } from 'luxon'
import View from '@ioc:Adonis/Core/View'
import { compileOnce } from 'App/View/compileOnce'
import { siteUrl } from 'App/View/siteUrl'

View.global('formKey', randomUUID)
View.global('siteUrl', siteUrl)
View.global('inSeconds', (seconds: number) => DateTime.now().plus({ seconds }))

compileOnce()

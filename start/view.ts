import { randomUUID } from 'crypto'
import View from '@ioc:Adonis/Core/View'
import { returnPath } from 'App/Session/returnPath'
import { viewerOf } from 'App/Session/stamp'
import { compileOnce } from 'App/View/compileOnce'

View.global('formKey', randomUUID)
View.global('viewerOf', viewerOf)
View.global('returnPath', returnPath)

compileOnce()

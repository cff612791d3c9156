import { randomUUID } from 'crypto'
import View from '@ioc:Adonis/Core/View'
import { compileOnce } from 'App/View/compileOnce'

View.global('formKey', randomUUID)

compileOnce()

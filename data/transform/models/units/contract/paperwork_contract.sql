{{ paperwork_model('contract') }}

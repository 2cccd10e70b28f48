{{ paperwork_model('group') }}

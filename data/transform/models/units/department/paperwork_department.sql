{{ paperwork_model('department') }}

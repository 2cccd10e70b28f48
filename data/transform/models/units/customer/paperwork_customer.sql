{{ paperwork_model('customer') }}

{{ paperwork_model('product') }}

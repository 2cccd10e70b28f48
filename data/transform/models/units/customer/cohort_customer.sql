{{ cohort_model('customer') }}

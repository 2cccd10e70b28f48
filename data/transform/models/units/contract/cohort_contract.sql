{{ cohort_model('contract') }}

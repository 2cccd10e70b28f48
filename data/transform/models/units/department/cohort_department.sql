{{ cohort_model('department') }}
